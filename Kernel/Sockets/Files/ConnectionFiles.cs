using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/proc/net/tcp, tcp6, udp and udp6: one line a socket, in proc_net_tcp.txt's columns.</summary>
internal static class ConnectionFiles
{
    private const string Header =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private const int UnconnectedState = 7; // TCP_CLOSE, which Linux prints for a UDP socket

    public static string Tcp(NetworkLoop loop, bool ipv6)
    {
        IReadOnlyList<TcpConnectionInfo> connections;
        using (loop.Enter())
            connections = loop.Stack.Tcp.GetConnections();

        StringBuilder text = new(Header);
        int line = 0;
        foreach (TcpConnectionInfo connection in connections)
        {
            if (connection.Local.Address.IsIpv6 == ipv6)
                AppendLine(text, line++, connection.Local, connection.Remote, ToLinux(connection.State), connection.SendQueue, connection.ReceiveQueue, ipv6);
        }

        return text.ToString();
    }

    public static string Udp(NetworkLoop loop, bool ipv6)
    {
        IReadOnlyList<IpEndpoint> listeners;
        using (loop.Enter())
            listeners = loop.Stack.Udp.GetListeners();

        StringBuilder text = new(Header);
        int line = 0;
        foreach (IpEndpoint local in listeners)
        {
            if (local.Address.IsIpv6 == ipv6)
                AppendLine(text, line++, local, new IpEndpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 0), UnconnectedState, 0, 0, ipv6);
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, int line, IpEndpoint local, IpEndpoint remote, int state, int sendQueue, int receiveQueue, bool ipv6) =>
        text.Append(CultureInfo.InvariantCulture, $"{line,4}: ")
            .AppendEndpoint(local, ipv6)
            .Append(' ')
            .AppendEndpoint(remote, ipv6)
            .Append(CultureInfo.InvariantCulture, $" {state:X2} {sendQueue:X8}:{receiveQueue:X8} 00:00000000 00000000     0        0 0\n");

    // include/net/tcp_states.h
    private static int ToLinux(TcpState state) => state switch
    {
        TcpState.Established => 1,
        TcpState.SynSent => 2,
        TcpState.SynReceived => 3,
        TcpState.FinWait1 => 4,
        TcpState.FinWait2 => 5,
        TcpState.TimeWait => 6,
        TcpState.CloseWait => 8,
        TcpState.LastAck => 9,
        TcpState.Listen => 10,
        TcpState.Closing => 11,
        _ => 7,
    };
}
