namespace Sabos.Net;

/// <summary>What a DHCPv6 client is at (RFC 8415 18.2).</summary>
internal enum Dhcpv6State
{
    /// <summary>No router has asked for it.</summary>
    Off,

    /// <summary>Asking for what is no address.</summary>
    Informing,

    /// <summary>Told, until it is to be asked for again.</summary>
    Informed,
    Soliciting,
    Requesting,
    Bound,
    Renewing,
    Rebinding,

    /// <summary>The link was away: are our addresses right where we are now?</summary>
    Confirming,

    /// <summary>Giving back an address that another station has.</summary>
    Declining,

    /// <summary>Told to take leave: for good.</summary>
    Released,
}
