using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>Names to addresses, and back.</summary>
internal static class NameSteps
{
    public static async Task ResolveAsync(string name, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(name, cancellation).ConfigureAwait(false);
        Expect.True(addresses.Length > 0, "no address");
        if (name == "localhost")
        {
            foreach (IPAddress address in addresses)
                Expect.True(IPAddress.IsLoopback(address), $"{address} is not the loopback");
        }
    }

    public static async Task LocalhostAsync(IPAddress loopback, CancellationToken cancellation) =>
        Expect.True(await IsLocalhostAsync(loopback, cancellation).ConfigureAwait(false), $"localhost is not {loopback}");

    /// <summary>Whether the system knows its loopback of this version by name: not every list of hosts has the one of IPv6.</summary>
    public static async Task<bool> IsLocalhostAsync(IPAddress loopback, CancellationToken cancellation)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync("localhost", loopback.AddressFamily, cancellation).ConfigureAwait(false);
            return Array.IndexOf(addresses, loopback) >= 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static async Task ReverseAsync(IPAddress loopback, CancellationToken cancellation)
    {
        IPHostEntry entry = await Dns.GetHostEntryAsync(loopback.ToString(), cancellation).ConfigureAwait(false);
        Expect.True(entry.HostName.Length > 0, $"{loopback} has no name");
    }
}
