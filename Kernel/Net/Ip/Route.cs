namespace Sabos.Net;

/// <summary>A route: the default route has prefix length 0.</summary>
/// <param name="Destination">What it covers.</param>
/// <param name="Gateway">The router, or null where the destination is on the link.</param>
/// <param name="Interface">Where packets leave.</param>
/// <param name="Metric">The lower wins among equal prefixes.</param>
public sealed record Route(IpPrefix Destination, IpAddress? Gateway, NetworkInterface Interface, int Metric = 0);
