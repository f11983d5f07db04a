using System;

namespace Sabos.Net.Tests;

/// <summary>What a simulated program does with its end of a connection.</summary>
internal sealed record ProgramPlan
{
    /// <summary>Bytes of the stream it sends.</summary>
    public required int ToSend { get; init; }

    public int LargestWrite { get; init; } = 20_000;

    public int LargestRead { get; init; } = 20_000;

    /// <summary>Probability of a pause after a write or a read.</summary>
    public double PauseChance { get; init; }

    public TimeSpan LongestPause { get; init; }

    public bool NoDelay { get; init; }

    public Ending Ending { get; init; }

    /// <summary>Bytes sent and received after which it ends early, for the endings that do.</summary>
    public int EndsAfter { get; init; }

    /// <summary>Null: off; else how long nothing is heard before it asks.</summary>
    public TimeSpan? KeepAlive { get; init; }

    public int? SendBuffer { get; init; }

    public int? ReceiveBuffer { get; init; }

    /// <summary>How long its pauses make its writing last, on average.</summary>
    public TimeSpan WritingPauses => LongestPause * (PauseChance * ToSend / LargestWrite);

    public bool IsOrderly => Ending is Ending.Shutdown or Ending.Close or Ending.ShutdownLast;

    public static ProgramPlan Draw(Random random, int toSend) => new()
    {
        ToSend = toSend,
        LargestWrite = random.Next(4) == 0 ? random.Next(1, 200) : 20_000,
        LargestRead = random.Next(4) == 0 ? random.Next(1, 500) : 20_000,
        PauseChance = random.Next(3) == 0 ? random.NextDouble() * 0.2 : 0,
        LongestPause = TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(1, 8000) : random.Next(1, 200)),
        NoDelay = random.Next(3) == 0,
        KeepAlive = random.Next(5) == 0 ? TimeSpan.FromSeconds(random.Next(1, 20)) : null,
        SendBuffer = random.Next(6) == 0 ? random.Next(1, 8000) : null,
        ReceiveBuffer = random.Next(6) == 0 ? random.Next(1, 8000) : null,
    };
}

/// <summary>How a program leaves its connection.</summary>
internal enum Ending
{
    /// <summary>Shuts down sending when all is sent, closes at the end of the peer's stream.</summary>
    Shutdown,

    /// <summary>Closes when all is sent and all that it expects was read, FIN or not.</summary>
    Close,

    /// <summary>Shuts down sending only when the peer has.</summary>
    ShutdownLast,

    /// <summary>Aborts in the middle.</summary>
    Abort,

    /// <summary>Closes in the middle, whatever there is to read.</summary>
    CloseEarly,

    /// <summary>Shuts down receiving in the middle, and sends on.</summary>
    StopReading,
}
