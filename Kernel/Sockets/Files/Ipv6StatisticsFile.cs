using System.Text;

namespace Sabos.Sockets;

/// <summary>/proc/net/snmp6: the counters of IPv6, which are all 0 as long as the stack has none. The class library wants them in this order.</summary>
internal static class Ipv6StatisticsFile
{
    private const string Names =
        "Ip6InReceives Ip6InHdrErrors Ip6InTooBigErrors Ip6InNoRoutes Ip6InAddrErrors Ip6InUnknownProtos Ip6InTruncatedPkts Ip6InDiscards Ip6InDelivers"
        + " Ip6OutForwDatagrams Ip6OutRequests Ip6OutDiscards Ip6OutNoRoutes Ip6ReasmTimeout Ip6ReasmReqds Ip6ReasmOKs Ip6ReasmFails Ip6FragOKs"
        + " Ip6FragFails Ip6FragCreates"
        + " Icmp6InMsgs Icmp6InErrors Icmp6OutMsgs Icmp6OutErrors Icmp6InDestUnreachs Icmp6InPktTooBigs Icmp6InTimeExcds Icmp6InParmProblems Icmp6InEchos"
        + " Icmp6InEchoReplies Icmp6InGroupMembQueries Icmp6InGroupMembResponses Icmp6InGroupMembReductions Icmp6InRouterSolicits"
        + " Icmp6InRouterAdvertisements Icmp6InNeighborSolicits Icmp6InNeighborAdvertisements Icmp6InRedirects Icmp6OutDestUnreachs"
        + " Icmp6OutPktTooBigs Icmp6OutTimeExcds Icmp6OutParmProblems Icmp6OutEchos Icmp6OutEchoReplies Icmp6OutGroupMembQueries"
        + " Icmp6OutGroupMembResponses Icmp6OutGroupMembReductions Icmp6OutRouterSolicits Icmp6OutRouterAdvertisements"
        + " Icmp6OutNeighborSolicits Icmp6OutNeighborAdvertisements Icmp6OutRedirects"
        + " Udp6InDatagrams Udp6NoPorts Udp6InErrors Udp6OutDatagrams Udp6RcvbufErrors Udp6SndbufErrors Udp6InCsumErrors";

    public static string Read()
    {
        StringBuilder text = new();
        foreach (string name in Names.Split(' '))
            text.Append(name.PadRight(32)).Append("\t0\n");
        return text.ToString();
    }
}
