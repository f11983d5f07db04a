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

    /// <summary>Whether the address of an earlier lease is still good is being asked: after a start, or because the link was away.</summary>
    Rebooting,

    /// <summary>An address was granted; whether another station has it is being asked (RFC 2131 3.1 5).</summary>
    Checking,
    Bound,

    /// <summary>After T1: the server is asked to extend the lease.</summary>
    Renewing,

    /// <summary>After T2: any server is.</summary>
    Rebinding,

    /// <summary>The lease has been given back, the message may still wait for its way.</summary>
    Releasing,

    /// <summary>The lease was given back: nothing is done any more.</summary>
    Released,
}
