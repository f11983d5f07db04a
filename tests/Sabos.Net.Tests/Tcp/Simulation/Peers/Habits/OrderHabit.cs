namespace Sabos.Net.Tests;

/// <summary>In what order a peer sends a flight of segments.</summary>
internal enum OrderHabit
{
    InOrder,
    Shuffled,
    Reversed,

    /// <summary>Each begins before the end of the one before.</summary>
    Overlapping,
}
