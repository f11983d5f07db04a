namespace Sabos.Net;

/// <summary>An address that a server leases (RFC 8415 21.6).</summary>
/// <param name="Address">The address.</param>
/// <param name="PreferredLifetime">In seconds; the greatest number: for ever.</param>
/// <param name="ValidLifetime">In seconds, likewise; 0: it is not leased any more.</param>
internal readonly record struct Dhcpv6LeasedAddress(IpAddress Address, uint PreferredLifetime, uint ValidLifetime);
