using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/snmp6: the counters of IPv6, one a line. The class library counts the lines rather than reads their names; what the stack does not count is 0.
/// </summary>
internal static class Ipv6StatisticsFile
{
    public static string Read(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            StackCounters counters = loop.Stack.Counters;
            AppendIp(text, counters.Ipv6);
            AppendIcmp(text, counters.Icmpv6);
            AppendUdp(text, counters.Udpv6);
        }

        return text.ToString();
    }

    private static void AppendIp(StringBuilder text, IpCounters ip) => text
        .AppendCounter("Ip6InReceives", ip.InReceives)
        .AppendCounter("Ip6InHdrErrors", ip.InHdrErrors)
        .AppendCounter("Ip6InTooBigErrors", 0)
        .AppendCounter("Ip6InNoRoutes", 0)
        .AppendCounter("Ip6InAddrErrors", ip.InAddrErrors)
        .AppendCounter("Ip6InUnknownProtos", ip.InUnknownProtos)
        .AppendCounter("Ip6InTruncatedPkts", 0)
        .AppendCounter("Ip6InDiscards", ip.InDiscards)
        .AppendCounter("Ip6InDelivers", ip.InDelivers)
        .AppendCounter("Ip6OutForwDatagrams", 0)
        .AppendCounter("Ip6OutRequests", ip.OutRequests)
        .AppendCounter("Ip6OutDiscards", ip.OutDiscards)
        .AppendCounter("Ip6OutNoRoutes", ip.OutNoRoutes)
        .AppendCounter("Ip6ReasmTimeout", 0)
        .AppendCounter("Ip6ReasmReqds", ip.ReasmReqds)
        .AppendCounter("Ip6ReasmOKs", ip.ReasmOKs)
        .AppendCounter("Ip6ReasmFails", ip.ReasmFails)
        .AppendCounter("Ip6FragOKs", ip.OutFragOKs)
        .AppendCounter("Ip6FragFails", ip.OutFragFails)
        .AppendCounter("Ip6FragCreates", ip.OutFragCreates);

    private static void AppendIcmp(StringBuilder text, Icmpv6Counters icmp) => text
        .AppendCounter("Icmp6InMsgs", icmp.InMsgs)
        .AppendCounter("Icmp6InErrors", icmp.InErrors + icmp.InInvalid)
        .AppendCounter("Icmp6OutMsgs", icmp.OutMsgs)
        .AppendCounter("Icmp6OutErrors", 0)
        .AppendCounter("Icmp6InDestUnreachs", icmp.Received(Icmpv6Type.DestinationUnreachable))
        .AppendCounter("Icmp6InPktTooBigs", icmp.Received(Icmpv6Type.PacketTooBig))
        .AppendCounter("Icmp6InTimeExcds", icmp.Received(Icmpv6Type.TimeExceeded))
        .AppendCounter("Icmp6InParmProblems", icmp.Received(Icmpv6Type.ParameterProblem))
        .AppendCounter("Icmp6InEchos", icmp.Received(Icmpv6Type.EchoRequest))
        .AppendCounter("Icmp6InEchoReplies", icmp.Received(Icmpv6Type.EchoReply))
        .AppendCounter("Icmp6InGroupMembQueries", icmp.Received(Icmpv6Type.MulticastListenerQuery))
        .AppendCounter("Icmp6InGroupMembResponses", icmp.Received(Icmpv6Type.MulticastListenerReport))
        .AppendCounter("Icmp6InGroupMembReductions", icmp.Received(Icmpv6Type.MulticastListenerDone))
        .AppendCounter("Icmp6InRouterSolicits", icmp.Received(Icmpv6Type.RouterSolicitation))
        .AppendCounter("Icmp6InRouterAdvertisements", icmp.Received(Icmpv6Type.RouterAdvertisement))
        .AppendCounter("Icmp6InNeighborSolicits", icmp.Received(Icmpv6Type.NeighborSolicitation))
        .AppendCounter("Icmp6InNeighborAdvertisements", icmp.Received(Icmpv6Type.NeighborAdvertisement))
        .AppendCounter("Icmp6InRedirects", icmp.Received(Icmpv6Type.Redirect))
        .AppendCounter("Icmp6OutDestUnreachs", icmp.Sent(Icmpv6Type.DestinationUnreachable))
        .AppendCounter("Icmp6OutPktTooBigs", icmp.Sent(Icmpv6Type.PacketTooBig))
        .AppendCounter("Icmp6OutTimeExcds", icmp.Sent(Icmpv6Type.TimeExceeded))
        .AppendCounter("Icmp6OutParmProblems", icmp.Sent(Icmpv6Type.ParameterProblem))
        .AppendCounter("Icmp6OutEchos", icmp.Sent(Icmpv6Type.EchoRequest))
        .AppendCounter("Icmp6OutEchoReplies", icmp.Sent(Icmpv6Type.EchoReply))
        .AppendCounter("Icmp6OutGroupMembQueries", icmp.Sent(Icmpv6Type.MulticastListenerQuery))
        .AppendCounter("Icmp6OutGroupMembResponses", icmp.Sent(Icmpv6Type.MulticastListenerReport))
        .AppendCounter("Icmp6OutGroupMembReductions", icmp.Sent(Icmpv6Type.MulticastListenerDone))
        .AppendCounter("Icmp6OutRouterSolicits", icmp.Sent(Icmpv6Type.RouterSolicitation))
        .AppendCounter("Icmp6OutRouterAdvertisements", icmp.Sent(Icmpv6Type.RouterAdvertisement))
        .AppendCounter("Icmp6OutNeighborSolicits", icmp.Sent(Icmpv6Type.NeighborSolicitation))
        .AppendCounter("Icmp6OutNeighborAdvertisements", icmp.Sent(Icmpv6Type.NeighborAdvertisement))
        .AppendCounter("Icmp6OutRedirects", icmp.Sent(Icmpv6Type.Redirect));

    private static void AppendUdp(StringBuilder text, UdpCounters udp) => text
        .AppendCounter("Udp6InDatagrams", udp.InDatagrams)
        .AppendCounter("Udp6NoPorts", udp.NoPorts)
        .AppendCounter("Udp6InErrors", udp.InErrors)
        .AppendCounter("Udp6OutDatagrams", udp.OutDatagrams)
        .AppendCounter("Udp6RcvbufErrors", udp.ReceiveBufferErrors)
        .AppendCounter("Udp6SndbufErrors", 0)
        .AppendCounter("Udp6InCsumErrors", 0);

    private static StringBuilder AppendCounter(this StringBuilder text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name,-32}\t{value}\n");
}
