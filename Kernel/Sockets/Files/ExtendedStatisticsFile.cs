using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/netstat: what the stack counts beyond the MIBs of /proc/net/snmp, by Linux's names (uapi/linux/snmp.h), and by those of RFC 4898 where
/// Linux has none.
/// </summary>
internal static class ExtendedStatisticsFile
{
    public static string Read(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            AppendTcp(text, loop.Stack.Counters.Tcp);
            StatisticsFiles.Append(text, "IpExt", "InOctets", [loop.Stack.Counters.Ip.InOctets]);
        }

        return text.ToString();
    }

    private static void AppendTcp(StringBuilder text, TcpCounters tcp) => StatisticsFiles.Append(
        text,
        "TcpExt",
        "SyncookiesSent SyncookiesRecv SyncookiesFailed DelayedACKs ListenOverflows ListenDrops TCPFastRetrans TCPTimeouts TCPLossProbes TCPRcvQDrop"
        + " TCPTimeWaitOverflow TCPOFOQueue TCPChallengeACK TCPSACKReneging CERcvd ECNSignals",
        [
            tcp.SyncookiesSent, tcp.SyncookiesRecv, tcp.SyncookiesFailed, tcp.DelayedAcknowledgments, tcp.ListenOverflows, tcp.ListenDrops,
            tcp.FastRetransmits, tcp.RetransmissionTimeouts, tcp.TailLossProbes, tcp.MemoryDrops,
            tcp.TimeWaitOverflows, tcp.OutOfOrderSegments, tcp.ChallengeAcks, tcp.SackReneging, tcp.MarkedSegments, tcp.EcnReductions,
        ]);
}
