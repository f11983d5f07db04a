namespace Sabos.Net.Tests;

/// <summary>What a peer does about selective acknowledgments (RFC 2018).</summary>
internal enum SackHabit
{
    NotPermitted,
    Proper,

    /// <summary>Agrees to them and sends none.</summary>
    Never,

    /// <summary>Reports, then throws away what it reported (RFC 2018 8).</summary>
    Reneges,

    /// <summary>Blocks that overlap one another.</summary>
    Overlapping,

    /// <summary>Blocks of chance: of what it does not have, of what was never sent, inside out.</summary>
    Garbage,

    /// <summary>Everything that arrives is reported as a duplicate (RFC 2883).</summary>
    AllDuplicate,
}
