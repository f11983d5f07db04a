namespace Sabos.Net.Tests;

/// <summary>What happens to a peer in mid-stream.</summary>
internal enum PeerIncident
{
    None,

    /// <summary>Resets with sequence numbers that are not the next expected (RFC 5961 3).</summary>
    WrongResets,

    /// <summary>A SYN within the connection (RFC 5961 4).</summary>
    SynAgain,

    /// <summary>Nothing is heard of it again.</summary>
    Silence,
    Reset,

    /// <summary>It forgets the connection, and resets what it does not know.</summary>
    Crash,
}
