using System;
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

    private const int UserHertz = 100; // USER_HZ
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
            {
                AppendEndpoints(text, line++, connection.Local, connection.Remote, LinuxTcpState.Of(connection.State), ipv6);
                AppendTcp(text, connection);
            }
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
            {
                AppendEndpoints(text, line++, local, new IpEndpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 0), UnconnectedState, ipv6);
                text.Append(" 00000000:00000000 00:00000000 00000000     0        0 0\n");
            }
        }

        return text.ToString();
    }

    private static void AppendEndpoints(StringBuilder text, int line, IpEndpoint local, IpEndpoint remote, int state, bool ipv6) =>
        text.Append(CultureInfo.InvariantCulture, $"{line,4}: ")
            .AppendEndpoint(local, ipv6)
            .Append(' ')
            .AppendEndpoint(remote, ipv6)
            .Append(CultureInfo.InvariantCulture, $" {state:X2}");

    // Behind the inode: references, address, retransmission timeout and acknowledgment delay in ticks, interactive, cwnd and ssthresh in segments.
    private static void AppendTcp(StringBuilder text, in TcpConnectionInfo connection)
    {
        int segment = Math.Max(connection.MaxSegmentSize, 1);
        int threshold = connection.SlowStartThreshold is 0 or int.MaxValue ? -1 : connection.SlowStartThreshold / segment;
        text.Append(CultureInfo.InvariantCulture, $" {connection.SendQueue:X8}:{connection.ReceiveQueue:X8}")
            .Append(CultureInfo.InvariantCulture, $" {TimerNumber(connection.Timer):X2}:{Ticks(connection.TimerExpiresIn):X8} {connection.Timeouts:X8}")
            .Append(CultureInfo.InvariantCulture, $"     0        {connection.KeepAliveProbes} 0 1 0")
            .Append(CultureInfo.InvariantCulture, $" {Ticks(connection.RetransmissionTimeout)} 4 0 {connection.CongestionWindow / segment} {threshold}\n");
    }

    // net/ipv4/tcp_ipv4.c, get_tcp4_sock; what Linux has no number for is a retransmission of some kind.
    private static int TimerNumber(TcpTimerKind timer) => timer switch
    {
        TcpTimerKind.Off => 0,
        TcpTimerKind.KeepAlive or TcpTimerKind.PeerFin => 2,
        TcpTimerKind.TimeWait => 3,
        TcpTimerKind.WindowProbe => 4,
        _ => 1,
    };

    private static long Ticks(TimeSpan time) => Math.Max(time.Ticks, 0) * UserHertz / TimeSpan.TicksPerSecond;
}
