using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Interop.Tests;

/// <summary>The paths over which transfers are tried, by name.</summary>
internal static class Paths
{
    public static IReadOnlyDictionary<string, FaultProfile> All { get; } = new Dictionary<string, FaultProfile>
    {
        ["clean"] = new(),
        ["loss 0.1 %"] = new() { Loss = 0.001 },
        ["loss 1 %"] = new() { Loss = 0.01 },
        ["loss 5 %"] = new() { Loss = 0.05 },
        ["reordering 25 %"] = new() { Reordering = 0.25, ReorderDelay = TimeSpan.FromMilliseconds(1) },
        ["duplication 5 %"] = new() { Duplication = 0.05 },
        ["corruption 0.1 %"] = new() { Corruption = 0.001 },
        ["delay 50 ms"] = new() { Delay = TimeSpan.FromMilliseconds(50) },
        ["rate 100 Mbit/s"] = new() { BitsPerSecond = 100_000_000 },
        ["loss 1 %, delay 10 ms, rate 100 Mbit/s"] = new() { Loss = 0.01, Delay = TimeSpan.FromMilliseconds(10), BitsPerSecond = 100_000_000 },
        ["everything"] = new()
        {
            Loss = 0.01,
            Duplication = 0.05,
            Reordering = 0.25,
            Corruption = 0.001,
            Delay = TimeSpan.FromMilliseconds(5),
            Jitter = TimeSpan.FromMilliseconds(2),
            BitsPerSecond = 100_000_000,
        },
    };
}
