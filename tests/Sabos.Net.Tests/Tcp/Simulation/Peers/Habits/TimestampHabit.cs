namespace Sabos.Net.Tests;

/// <summary>What a peer does about timestamps (RFC 7323).</summary>
internal enum TimestampHabit
{
    None,
    Proper,
    StandStill,

    /// <summary>Forward by up to a day at a time.</summary>
    Jump,

    /// <summary>Agreed to, and left out of every later segment.</summary>
    LeftOut,

    /// <summary>Sometimes older than what was sent before.</summary>
    GoBack,

    /// <summary>Echoes that nobody sent.</summary>
    EchoGarbage,
}
