using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>A path between two hosts, drawn by chance.</summary>
internal sealed record PathPlan
{
    // What every host takes (RFC 791 3.1): who is told nothing has no reason to try less.
    private const int SmallestUnreported = 576;

    // Of every link of IPv6 (RFC 8200 5).
    private const int LeastIpv6 = 1280;

    public required FaultProfile Rightward { get; init; }

    public required FaultProfile Leftward { get; init; }

    /// <summary>Bytes that each host's device holds before it has no room; 0: any number.</summary>
    public (int Left, int Right) DeviceBytes { get; init; }

    /// <summary>TCP payload that each host's device cuts into segments, in bytes; 0: it does not.</summary>
    public (int Left, int Right) SegmentationPayload { get; init; }

    /// <summary>Each host's device puts segments together that follow one another.</summary>
    public (bool Left, bool Right) MergesSegments { get; init; }

    /// <summary>The MTU of both hosts' links.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>What the MTU of the path becomes in mid-flight; null: it stays.</summary>
    public int? NarrowedTo { get; init; }

    /// <summary>The sender of a packet that has become too large is told; false: it vanishes.</summary>
    public bool ReportsTooBig { get; init; } = true;

    /// <summary>How long nothing passes, at some time.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>The hosts see the outage: their carrier is gone.</summary>
    public bool IsCarrierLost { get; init; }

    /// <summary>Nothing is lost or late on it but by a queue that overflows.</summary>
    public bool IsClean { get; init; }

    /// <summary>Nothing at all befalls a frame but delay.</summary>
    public bool IsLossless => IsClean && Rightward.BitsPerSecond == 0 && Leftward.BitsPerSecond == 0;

    /// <summary>Whether every packet of a stack becomes a frame: neighbours find one another.</summary>
    public bool IsReliable => Outage == TimeSpan.Zero
        && Rightward.Bursts is null && Leftward.Bursts is null && LossOf(Rightward) + LossOf(Leftward) < 0.05
        && LongestWait(Rightward, DeviceBytes.Left) + LongestWait(Leftward, DeviceBytes.Right) < TimeSpan.FromSeconds(1);

    public static PathPlan Draw(Random random, bool ipv6 = false)
    {
        bool isClean = random.Next(5) == 0;
        FaultProfile rightward = DrawLink(random, isClean);
        FaultProfile leftward = random.Next(3) > 0 ? rightward : DrawLink(random, isClean);
        int mtu = random.Next(4) == 0 ? random.Next(576, 1500) : 1500;
        bool isBlackHole = random.Next(3) == 0;
        mtu = ipv6 ? Math.Max(mtu, LeastIpv6) : mtu;
        int? narrowedTo = !isClean && random.Next(8) == 0 ? random.Next(552, mtu) : null;
        int leastNarrowed = ipv6 ? LeastIpv6 : isBlackHole ? SmallestUnreported : 0;
        bool hasOutage = !isClean && random.Next(8) == 0;
        return new PathPlan
        {
            Rightward = rightward,
            Leftward = leftward,
            Mtu = mtu,
            DeviceBytes = (random.Next(3) == 0 ? random.Next(1, 8000) : 0, random.Next(3) == 0 ? random.Next(1, 8000) : 0),
            NarrowedTo = narrowedTo < leastNarrowed ? leastNarrowed : narrowedTo,
            ReportsTooBig = !isBlackHole,
            Outage = hasOutage ? TimeSpan.FromMilliseconds(random.Next(100, 15_000)) : TimeSpan.Zero,
            IsCarrierLost = hasOutage && random.Next(3) == 0,
            IsClean = isClean,
        };
    }

    private static double LossOf(FaultProfile line) => line.Loss + line.Corruption;

    // How long a question for a neighbour may stand behind data.
    private static TimeSpan LongestWait(FaultProfile line, int deviceBytes) =>
        line.BitsPerSecond == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((line.QueueBytes + deviceBytes) * 8.0 / line.BitsPerSecond);

    private static FaultProfile DrawLink(Random random, bool isClean)
    {
        FaultProfile faults = isClean ? new FaultProfile() : DrawFaults(random);
        return faults with
        {
            Delay = TimeSpan.FromMicroseconds(random.Next(4) == 0 ? random.Next(1, 1000) : random.Next(1000, 100_000)),
            BitsPerSecond = random.Next(3) == 0 ? 64_000L << random.Next(12) : 0,
            QueueBytes = random.Next(10_000, 100_000),
            MarkingBytes = random.Next(3) == 0 ? random.Next(1, 20_000) : 0,
        };
    }

    private static FaultProfile DrawFaults(Random random) => new()
    {
        Loss = random.Next(3) == 0 ? 0 : random.NextDouble() * (random.Next(3) == 0 ? 0.15 : 0.03),
        Bursts = random.Next(4) == 0 ? new BurstLoss(random.NextDouble() * 0.03, 0.1 + (random.NextDouble() * 0.5), 0.3 + (random.NextDouble() * 0.6)) : null,
        Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        Corruption = random.Next(3) == 0 ? random.NextDouble() * 0.05 : 0,
        Reordering = random.Next(3) == 0 ? random.NextDouble() * 0.3 : 0,
        ReorderDelay = TimeSpan.FromMilliseconds(random.Next(1, 60)),
        Jitter = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(1, 30) : 0),
    };
}
