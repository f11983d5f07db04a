namespace Sabos.Net.Tests;

/// <summary>How a connection comes about.</summary>
internal enum OpeningHabit
{
    PeerConnects,

    /// <summary>With the first bytes in the SYN.</summary>
    PeerConnectsWithData,
    StackConnects,

    /// <summary>A SYN answers the stack's SYN.</summary>
    Simultaneous,
}
