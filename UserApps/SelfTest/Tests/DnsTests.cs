using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>Names: the local one, and the system's resolver against a server of the test's own.</summary>
internal static class DnsTests
{
    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings)
    {
        yield return new DelegateSelfTest("dns.localhost", LocalhostAsync);
        yield return new DelegateSelfTest("dns.loopback", LoopbackAsync);
        if (settings.ResolveWith is ResolveWith resolve)
        {
            yield return new DelegateSelfTest("dns.server", cancellation => KnownNameAsync(resolve, cancellation));
            yield return new DelegateSelfTest("dns.unknown", cancellation => UnknownNameAsync(resolve, cancellation));
            yield return new DelegateSelfTest("dns.own", OwnNameAsync);
            yield return new DelegateSelfTest("dns.invalid", InvalidNameAsync);
        }
    }

    private static async Task LocalhostAsync(CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync("localhost", cancellation).ConfigureAwait(false);
        Check.True(addresses.Length > 0, "localhost has no address");
        foreach (IPAddress address in addresses)
            Check.True(IPAddress.IsLoopback(address), $"localhost is {address}");
    }

    private static async Task LoopbackAsync(CancellationToken cancellation)
    {
        IPHostEntry entry = await Dns.GetHostEntryAsync("127.0.0.1", cancellation).ConfigureAwait(false);
        Check.True(entry.HostName.Length > 0, "the loopback address has no name");
        Check.True(Array.Exists(entry.AddressList, IPAddress.IsLoopback), $"{entry.HostName} is not the loopback");
    }

    // The host's name and its addresses lead to each other.
    private static async Task OwnNameAsync(CancellationToken cancellation)
    {
        string name = Dns.GetHostName();
        IPHostEntry entry = await Dns.GetHostEntryAsync(name, AddressFamily.InterNetwork, cancellation).ConfigureAwait(false);
        Check.True(entry.AddressList.Length > 0, $"{name} has no address");
        IPAddress address = entry.AddressList[0];
        IPHostEntry back = await Dns.GetHostEntryAsync(address.ToString(), cancellation).ConfigureAwait(false);
        Check.Equal(IPAddress.IsLoopback(address) ? "localhost" : name, back.HostName, $"the name of {address}");
    }

    // RFC 6761, 6.4.
    private static async Task InvalidNameAsync(CancellationToken cancellation)
    {
        try
        {
            await Dns.GetHostAddressesAsync("host.invalid", cancellation).ConfigureAwait(false);
            throw new SelfTestFailedException("a name that exists nowhere was found");
        }
        catch (SocketException exception)
        {
            Check.Equal(SocketError.HostNotFound, exception.SocketErrorCode, "the error for a name that exists nowhere");
        }
    }

    private static async Task KnownNameAsync(ResolveWith resolve, CancellationToken cancellation)
    {
        DnsTestServer server = new(IPAddress.Loopback);
        await using (server.ConfigureAwait(false))
        {
            IPAddress[] addresses = await resolve(server.EndPoint, DnsTestServer.KnownName, cancellation).ConfigureAwait(false);
            Check.Equal(1, addresses.Length, "addresses found");
            Check.Equal(DnsTestServer.KnownAddress, addresses[0], "the address found, another being forged");
        }
    }

    private static async Task UnknownNameAsync(ResolveWith resolve, CancellationToken cancellation)
    {
        const int Questions = 4;
        DnsTestServer server = new(IPAddress.Loopback);
        await using (server.ConfigureAwait(false))
        {
            for (int i = 0; i < Questions; i++)
            {
                try
                {
                    await resolve(server.EndPoint, $"{i}.{DnsTestServer.UnknownName}", cancellation).ConfigureAwait(false);
                    throw new SelfTestFailedException("a name that does not exist was found");
                }
                catch (SocketException exception)
                {
                    Check.Equal(SocketError.HostNotFound, exception.SocketErrorCode, "the error for a name that does not exist");
                }
            }

            Check.True(new HashSet<int>(server.Ids).Count > 1, "all questions have one id");
            Check.True(new HashSet<int>(server.Ports).Count > 1, "all questions come from one port");
        }
    }
}
