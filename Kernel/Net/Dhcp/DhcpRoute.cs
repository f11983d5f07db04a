namespace Sabos.Net;

/// <summary>A route that a DHCP server tells (RFC 3442).</summary>
/// <param name="Destination">What it covers.</param>
/// <param name="Gateway">The router, or null where the destination is on the link.</param>
public readonly record struct DhcpRoute(IpPrefix Destination, IpAddress? Gateway);
