namespace Sabos.Net;

/// <summary>Counters of every layer; they only grow.</summary>
public sealed class StackCounters
{
    public IpCounters Ip { get; } = new();

    public IpCounters Ipv6 { get; } = new();

    public IcmpCounters Icmp { get; } = new();

    public Icmpv6Counters Icmpv6 { get; } = new();

    public ArpCounters Arp { get; } = new();

    public NeighborCounters Neighbors { get; } = new();

    public RouterDiscoveryCounters Routers { get; } = new();

    public UdpCounters Udp { get; } = new();

    /// <summary>UDP over IPv6, which the MIB counts with the rest, and Linux apart.</summary>
    public UdpCounters Udpv6 { get; } = new();

    public TcpCounters Tcp { get; } = new();
}
