namespace Sabos.Net;

/// <summary>What a DHCPv6 client is at (RFC 8415 18.2).</summary>
public enum Dhcpv6State
{
    /// <summary>No router has asked for it.</summary>
    Off,

    /// <summary>Asking for what is no address.</summary>
    Informing,

    /// <summary>Told, until it is to be asked for again.</summary>
    Informed,

    /// <summary>Looking for servers that lease addresses.</summary>
    Soliciting,

    /// <summary>Asking one of them.</summary>
    Requesting,

    /// <summary>Addresses are leased.</summary>
    Bound,

    /// <summary>Prolonging the lease with its server, from T1 on.</summary>
    Renewing,

    /// <summary>Prolonging it with whoever answers, from T2 on.</summary>
    Rebinding,

    /// <summary>The link was away: are our addresses right where we are now?</summary>
    Confirming,

    /// <summary>Giving back an address that another station has.</summary>
    Declining,

    /// <summary>Told to take leave: for good.</summary>
    Released,
}
