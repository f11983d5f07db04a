using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Sabos.Net.Simulation;
using Sabos.Transfer;
using Xunit;

namespace Sabos.Interop.Tests;

/// <summary>What all tests of transfers do.</summary>
internal static class Transfers
{
    // With this seed, faults of one frame in a thousand strike both ways soon: losses within 40 frames, corruption within 300.
    public const int Seed = 18_070;

    /// <summary>SABOS_INTEROP_FACTOR multiplies the sizes, for long runs.</summary>
    public static int Factor { get; } = int.Parse(Environment.GetEnvironmentVariable("SABOS_INTEROP_FACTOR") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Each way and both at once, on connections opened by either side.</summary>
    public static async Task EachWayAsync(IOpposite linux, int length)
    {
        TransferRequest all = new(null, IsEcho: false, length, Seed);
        TransferRequest nothing = all with { Length = 0 };
        await TransferClient.AskAsync(await linux.ConnectAsync(), all, 0, linux.Deadline);
        await TransferClient.AskAsync(await linux.ConnectAsync(), nothing, length, linux.Deadline);
        await TransferClient.ExchangeAsync(await linux.AcceptAsync(all), all, length, linux.Deadline);
    }

    /// <summary>What the path was to do it has done.</summary>
    public static void AssertHarmed(FaultProfile path, FaultCounters counters)
    {
        foreach ((double asked, long done) in (IEnumerable<(double, long)>)
            [(path.Loss, counters.Lost), (path.Duplication, counters.Doubled), (path.Reordering, counters.HeldBack), (path.Corruption, counters.Corrupted)])
        {
            Assert.Equal(asked > 0, done > 0);
        }
    }
}
