using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary>Turns what a user names a host by into an address.</summary>
internal static class HostName
{
    /// <summary>The address itself, or the first one of the name. Throws <see cref="SocketException"/> if there is none.</summary>
    public static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
            return address;
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        return addresses.Length > 0 ? addresses[0] : throw new SocketException((int)SocketError.NoData);
    }
}
