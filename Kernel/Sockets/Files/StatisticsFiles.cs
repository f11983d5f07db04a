using System;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/snmp: for each protocol a line of names and a line of values, in Linux's columns, which the class library counts rather than reads.
/// What the stack does not count is 0.
/// </summary>
internal static class StatisticsFiles
{
    private const int NotForwarding = 2; // RFC 4293, ipForwarding
    private const int Rfc2988 = 5; // RFC 4022, tcpRtoAlgorithm: RFC 6298's predecessor
    private const int LongestTimeout = 60_000;
    private const int ReassemblyTimeout = 60;

    public static string Ipv4(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            StackCounters counters = loop.Stack.Counters;
            AppendIp(text, counters.Ip);
            AppendIcmp(text, counters.Icmp);
            AppendTcp(text, counters.Tcp);
            AppendUdp(text, counters.Udp);
        }

        return text.ToString();
    }

    private static void AppendIp(StringBuilder text, IpCounters ip) => Append(
        text,
        "Ip",
        "Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes"
        + " ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates",
        [
            NotForwarding, 64, ip.InReceives, ip.InHdrErrors, ip.InAddrErrors, 0, ip.InUnknownProtos, ip.InDiscards, ip.InDelivers, ip.OutRequests,
            ip.OutDiscards, ip.OutNoRoutes, ReassemblyTimeout, ip.ReasmReqds, ip.ReasmOKs, ip.ReasmFails, ip.OutFragOKs, ip.OutFragFails, ip.OutFragCreates,
        ]);

    private static void AppendIcmp(StringBuilder text, IcmpCounters icmp) => Append(
        text,
        "Icmp",
        "InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps InTimestamps InTimestampReps"
        + " InAddrMasks InAddrMaskReps OutMsgs OutErrors OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps"
        + " OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps",
        [
            icmp.InMsgs, icmp.InErrors, 0, icmp.InDestUnreachs, icmp.InTimeExcds, 0, 0, 0, icmp.InEchos, icmp.InEchoReps, 0, 0,
            0, 0, icmp.OutMsgs, 0, icmp.OutDestUnreachs, icmp.OutTimeExcds, 0, 0, 0, icmp.OutEchos, icmp.OutEchoReps,
            0, 0, 0, 0,
        ]);

    private static void AppendTcp(StringBuilder text, TcpCounters tcp) => Append(
        text,
        "Tcp",
        "RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors",
        [
            Rfc2988, 200, LongestTimeout, -1, tcp.ActiveOpens, tcp.PassiveOpens, tcp.AttemptFails, tcp.EstablishedResets, tcp.CurrentEstablished,
            tcp.InSegments, tcp.OutSegments, tcp.RetransmittedSegments, tcp.InErrors, tcp.OutResets, tcp.InChecksumErrors,
        ]);

    private static void AppendUdp(StringBuilder text, UdpCounters udp) => Append(
        text,
        "Udp",
        "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors",
        [udp.InDatagrams, udp.NoPorts, udp.InErrors, udp.OutDatagrams, udp.ReceiveBufferErrors, 0, 0]);

    /// <summary>A line of names and a line of values.</summary>
    public static void Append(StringBuilder text, string protocol, string names, long[] values) =>
        text.Append(protocol).Append(": ").Append(names).Append('\n')
            .Append(protocol).Append(": ").AppendJoin(' ', Array.ConvertAll(values, static value => value.ToString(CultureInfo.InvariantCulture))).Append('\n');
}
