namespace Sabos.Net;

/// <summary>How an interface came to an address.</summary>
public enum AddressOrigin
{
    /// <summary>Configured by hand.</summary>
    Static,

    /// <summary>The loopback interface's own.</summary>
    Loopback,

    /// <summary>169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4862 5.3), chosen by ourselves.</summary>
    LinkLocal,

    /// <summary>Leased from a DHCP or DHCPv6 server.</summary>
    Dhcp,

    /// <summary>Made from a prefix that a router advertises, with a stable interface identifier (RFC 4862 5.5, RFC 7217).</summary>
    Autoconfigured,

    /// <summary>Made from such a prefix with an identifier that is changed regularly (RFC 8981).</summary>
    Temporary,
}
