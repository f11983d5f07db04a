namespace Sabos.Net;

/// <summary>Options of neighbour discovery messages (IANA "IPv6 Neighbor Discovery Option Formats").</summary>
public enum NeighborOptionType : byte
{
    SourceLinkAddress = 1,
    TargetLinkAddress = 2,
    PrefixInformation = 3,
    RedirectedHeader = 4,
    Mtu = 5,
    Nonce = 14,
    RouteInformation = 24,
    RecursiveDnsServers = 25,
    DnsSearchList = 31,
}
