using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary>Points the resolver at another server for one look-up, for the self-tests that bring their own.</summary>
internal static class ResolverRedirection
{
    public static async Task<IPAddress[]> ResolveAsync(NetworkLoop loop, IPEndPoint server, string name, CancellationToken cancellation)
    {
        IpEndpoint endpoint = new(IpAddress.Read(server.Address.GetAddressBytes()), (ushort)server.Port);
        IReadOnlyList<IpEndpoint> usual = Exchange(loop, [endpoint]);
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancellation);
        }
        finally
        {
            Exchange(loop, usual);
        }
    }

    private static IReadOnlyList<IpEndpoint> Exchange(NetworkLoop loop, IReadOnlyList<IpEndpoint> servers)
    {
        using (loop.Enter())
        {
            IReadOnlyList<IpEndpoint> previous = loop.Stack.Dns.Servers;
            loop.Stack.Dns.Servers = servers;
            return previous;
        }
    }
}
