using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Flows over a path whose narrowest place has a queue of its own: what they leave to each other, and what they drop there.</summary>
public sealed class BottleneckTests
{
    private static readonly TimeSpan s_roundTrip = TimeSpan.FromMilliseconds(60);

    [Theory]
    [InlineData(CongestionControlAlgorithm.Cubic, CongestionControlAlgorithm.Cubic)]
    [InlineData(CongestionControlAlgorithm.NewReno, CongestionControlAlgorithm.NewReno)]
    [InlineData(CongestionControlAlgorithm.Cubic, CongestionControlAlgorithm.NewReno)]
    public void TwoFlows_OneLater_ShareTheRate(CongestionControlAlgorithm first, CongestionControlAlgorithm second)
    {
        BulkPath path = Narrow(bitsPerSecond: 10_000_000, queue: 75_000);
        BulkFlow one = path.Start(first);
        path.Network.RunFor(TimeSpan.FromSeconds(5));
        BulkFlow two = path.Start(second);
        path.Network.RunFor(TimeSpan.FromSeconds(25));
        (long oneBefore, long twoBefore) = (one.Received, two.Received);
        path.Network.RunFor(TimeSpan.FromSeconds(30));
        double a = one.Received - oneBefore;
        double b = two.Received - twoBefore;

        // Jain's index: 1 if they share evenly, 0.5 if one has it all.
        Assert.InRange((a + b) * (a + b) / (2 * ((a * a) + (b * b))), 0.85, 1);
        Assert.InRange((a + b) * 8 / 30, 8_500_000, 10_000_000);
    }

    [Fact]
    public void HyStart_LeavesSlowStartBeforeADeepQueueOverflows()
    {
        (int Drops, long Received) with = SlowStartInto(hyStart: true);
        (int Drops, long Received) without = SlowStartInto(hyStart: false);
        Assert.True(without.Drops > 100, $"{without.Drops}");

        // What is sent in the round trip that fills the queue and in which nobody knows it yet: slow start adds a window, conservative slow start a quarter of one
        // (RFC 9406 4.2, CSS_GROWTH_DIVISOR). Path and queue hold 450 kB.
        const int Window = 450_000 / 1448;
        Assert.InRange(with.Drops, 0, Window * 1.1 / HyStart.ConservativeDivisor);
        Assert.True(with.Received > 0.9 * without.Received, $"{with.Received} with, {without.Received} without");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WindowAfterAPause_IntoAShallowQueue_DropsNothing(bool afterAPause)
    {
        // 300 kB, about what the window grew to, into a queue of thirty segments.
        BulkPath path = Narrow(bitsPerSecond: 100_000_000, queue: long.MaxValue);
        BulkFlow flow = path.Start();
        flow.ToSend = 300_000;
        path.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(300_000, flow.Received);
        Assert.InRange(flow.Sender.GetInfo().CongestionWindow, 250_000, 320_000);

        path.Wire.DropQueue = 45_000;
        path.Network.RunFor(TimeSpan.FromSeconds(afterAPause ? 100 : 0));
        flow.ToSend = 300_000;
        Instant start = path.Network.Clock.Now;
        Assert.True(path.Network.RunUntil(() => flow.Received == 600_000, TimeSpan.FromSeconds(5)), $"{flow.Received} of 600000 bytes arrived");
        Assert.Equal(0, path.Port.QueueDrops);

        // Spread over a round trip, not longer.
        Assert.InRange(path.Network.Clock.Now - start, 0.9 * s_roundTrip, 1.6 * s_roundTrip);
    }

    private static (int Drops, long Received) SlowStartInto(bool hyStart)
    {
        // The path holds 150 kB, its queue twice as much.
        BulkPath path = Narrow(bitsPerSecond: 20_000_000, queue: 300_000, hyStart);
        BulkFlow flow = path.Start();
        path.Network.RunFor(TimeSpan.FromSeconds(4));
        return (path.Port.QueueDrops, flow.Received);
    }

    private static BulkPath Narrow(long bitsPerSecond, long queue, bool hyStart = true)
    {
        BulkPath path = new(s_roundTrip, new TcpSettings { HyStart = hyStart });
        path.Wire.BitsPerSecond = bitsPerSecond;
        path.Wire.DropQueue = queue;
        return path;
    }
}
