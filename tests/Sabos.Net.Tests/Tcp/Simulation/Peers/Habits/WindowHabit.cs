namespace Sabos.Net.Tests;

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
