namespace Sabos.Net;

/// <summary>What a transport says of a packet it wants to send.</summary>
/// <param name="Source">Our address; unspecified: the route's (RFC 6724 for IPv6).</param>
/// <param name="Destination">Where to; also of the same version as Source.</param>
/// <param name="Protocol">The payload's protocol.</param>
/// <param name="TimeToLive">Time to live or hop limit; null: the route's.</param>
/// <param name="TrafficClass">DSCP and ECN bits.</param>
/// <param name="DoNotFragment">IPv4's DF bit, IPv6's IPV6_DONTFRAG; a payload over the path MTU is then refused with MessageTooLong instead of fragmented.</param>
/// <param name="IsToStranger">
/// It answers somebody who has not shown to be where his packets say: no more than a small share of the neighbour cache, of its requests and of its
/// waiting packets is spent on all such answers together.
/// </param>
/// <param name="Ports">Source and destination port in the high and the low half, for IPv6's flow label (RFC 6437); 0: the protocol has none.</param>
public readonly record struct IpSend(
    IpAddress Source,
    IpAddress Destination,
    IpProtocol Protocol,
    byte? TimeToLive = null,
    byte TrafficClass = 0,
    bool DoNotFragment = false,
    bool IsToStranger = false,
    uint Ports = 0);
