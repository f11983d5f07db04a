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
        Redirect(loop, [endpoint]);
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancellation);
        }
        finally
        {
            Redirect(loop, []);
        }
    }

    // Interface 0 goes before those that there are.
    private static void Redirect(NetworkLoop loop, IReadOnlyList<IpEndpoint> servers)
    {
        using (loop.Enter())
            loop.Stack.NameServers.Set(NameServerSource.Static, interfaceIndex: 0, servers, []);
    }
}
