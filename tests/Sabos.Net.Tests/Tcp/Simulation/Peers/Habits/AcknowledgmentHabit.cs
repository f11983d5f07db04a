namespace Sabos.Net.Tests;

/// <summary>How a peer acknowledges.</summary>
internal enum AcknowledgmentHabit
{
    Every,

    /// <summary>Only every 8th or 64th segment, or after a while.</summary>
    Stretch,

    /// <summary>Many for one segment, each of a part of it.</summary>
    Split,

    /// <summary>Each several times.</summary>
    Repeat,

    /// <summary>Now and then what was never sent.</summary>
    BeyondSent,

    /// <summary>What has not arrived yet.</summary>
    Optimistic,
}
