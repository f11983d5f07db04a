namespace Sabos.Net.Tests;

/// <summary>What a peer does about congestion notification (RFC 3168).</summary>
internal enum CongestionHabit
{
    None,

    /// <summary>Agrees, and then reports congestion in every segment.</summary>
    AlwaysEchoes,

    /// <summary>Agrees; every packet arrives marked, and CWR is never sent.</summary>
    AlwaysMarked,

    /// <summary>Never agrees and sets the bits by chance.</summary>
    Unagreed,
}
