namespace Sabos.Net;

/// <summary>The client's states (RFC 2131 4.4, figure 5).</summary>
public enum DhcpState
{
    /// <summary>About to look for a server.</summary>
    Init,

    /// <summary>DISCOVER is out.</summary>
    Selecting,

    /// <summary>An offer was taken, REQUEST is out.</summary>
    Requesting,

    /// <summary>The link was away; whether the lease is still good is being asked.</summary>
    Rebooting,
    Bound,

    /// <summary>After T1: the server is asked to extend the lease.</summary>
    Renewing,

    /// <summary>After T2: any server is.</summary>
    Rebinding,
}
