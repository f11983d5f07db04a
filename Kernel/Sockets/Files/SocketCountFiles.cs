using System.Globalization;
using System.Linq;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/proc/net/sockstat and sockstat6.</summary>
internal static class SocketCountFiles
{
    public static string Sockets(NetworkLoop loop, bool ipv6)
    {
        int tcp;
        int udp;
        using (loop.Enter())
        {
            tcp = loop.Stack.Tcp.GetConnections().Count(connection => connection.Local.Address.IsIpv6 == ipv6 && connection.State != TcpState.TimeWait);
            udp = loop.Stack.Udp.GetListeners().Count(local => local.Address.IsIpv6 == ipv6);
        }

        return ipv6
            ? string.Create(CultureInfo.InvariantCulture, $"TCP6: inuse {tcp}\nUDP6: inuse {udp}\n")
            : string.Create(CultureInfo.InvariantCulture, $"sockets: used {tcp + udp}\nTCP: inuse {tcp}\nUDP: inuse {udp}\n");
    }
}
