using System.Globalization;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/proc/net/sockstat and sockstat6.</summary>
internal static class SocketCountFiles
{
    public static string Sockets(NetworkLoop loop, bool ipv6)
    {
        int tcp = 0;
        int udp = 0;
        using (loop.Enter())
        {
            foreach (TcpConnectionInfo connection in loop.Stack.Tcp.GetConnections())
                tcp += connection.Local.Address.IsIpv6 == ipv6 && connection.State != TcpState.TimeWait ? 1 : 0;
            foreach (IpEndpoint local in loop.Stack.Udp.GetListeners())
                udp += local.Address.IsIpv6 == ipv6 ? 1 : 0;
        }

        return ipv6
            ? string.Create(CultureInfo.InvariantCulture, $"TCP6: inuse {tcp}\nUDP6: inuse {udp}\n")
            : string.Create(CultureInfo.InvariantCulture, $"sockets: used {tcp + udp}\nTCP: inuse {tcp}\nUDP: inuse {udp}\n");
    }
}
