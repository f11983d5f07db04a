namespace Sabos.Net;

/// <summary>Protocol and next-header numbers (IANA "Assigned Internet Protocol Numbers").</summary>
public enum IpProtocol : byte
{
    HopByHopOptions = 0,
    Icmp = 1,
    Igmp = 2,
    Tcp = 6,
    Udp = 17,
    Ipv6Routing = 43,
    Ipv6Fragment = 44,
    Ipv6Icmp = 58,
    Ipv6NoNextHeader = 59,
    Ipv6DestinationOptions = 60,
}
