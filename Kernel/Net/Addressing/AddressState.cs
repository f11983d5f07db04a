namespace Sabos.Net;

/// <summary>What an interface's address may be used for (RFC 4862 5.4 and 5.5.4; an IPv4 address that is probed for, RFC 5227 2.1, is tentative likewise).</summary>
public enum AddressState
{
    /// <summary>Not ours yet: whether another station has it is being asked. Nothing is received at it and nothing sent from it.</summary>
    Tentative,

    /// <summary>As tentative, but in use already where no other address serves (RFC 4429).</summary>
    Optimistic,

    Preferred,

    /// <summary>Still ours, for what uses it already; new conversations take another.</summary>
    Deprecated,

    /// <summary>Another station has it: never used.</summary>
    Duplicate,
}
