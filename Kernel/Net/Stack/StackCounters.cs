namespace Sabos.Net;

/// <summary>Counters of every layer; they only grow.</summary>
public sealed class StackCounters
{
    public IpCounters Ip { get; } = new();

    public IcmpCounters Icmp { get; } = new();

    public ArpCounters Arp { get; } = new();

    public UdpCounters Udp { get; } = new();

    public TcpCounters Tcp { get; } = new();
}
