namespace Sabos.Net;

/// <summary>Who told us of a name server or a search domain, in the order of their precedence: DHCP goes before router advertisements (RFC 8106 5.3.1).</summary>
public enum NameServerSource
{
    /// <summary>Whoever configured the stack.</summary>
    Static,
    Dhcpv6,
    Dhcp,
    RouterAdvertisement,
}
