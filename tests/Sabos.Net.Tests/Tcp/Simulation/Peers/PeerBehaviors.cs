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

/// <summary>What window a peer offers.</summary>
internal enum WindowHabit
{
    Roomy,

    /// <summary>Takes back what it has offered (RFC 9293 3.8.6).</summary>
    Shrinks,

    /// <summary>The window fills and closes until its program reads.</summary>
    SlowReader,

    /// <summary>As <see cref="SlowReader"/>, and says that the window is open only when asked.</summary>
    SilentReader,

    /// <summary>A few bytes at a time.</summary>
    Silly,

    /// <summary>The window fills, closes and stays so, whoever asks.</summary>
    NeverReader,
}

/// <summary>In what order a peer sends a flight of segments.</summary>
internal enum OrderHabit
{
    InOrder,
    Shuffled,
    Reversed,

    /// <summary>Each begins before the end of the one before.</summary>
    Overlapping,
}

/// <summary>When a peer sends its FIN.</summary>
internal enum FinHabit
{
    AfterData,
    WithData,

    /// <summary>Only when the stack has sent its own.</summary>
    Last,

    /// <summary>Again and again, whatever is acknowledged.</summary>
    Repeated,
    Never,
}

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
