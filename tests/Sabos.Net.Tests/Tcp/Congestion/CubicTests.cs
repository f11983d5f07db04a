using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>CUBIC, rule by rule of RFC 9438.</summary>
public sealed class CubicTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Congestion_LeavesSevenTenthsOfTheFlight()
    {
        // RFC 9438 4.6; of what is in flight, not of a window that may not be used.
        AckClock clock = Clock(200, s_long);
        Assert.Equal(70_000, clock.Window.Control.ThresholdAfterCongestion(clock.Window, CongestionEvent.Loss, 100_000));
        Assert.Equal(2_000, clock.Window.Control.ThresholdAfterCongestion(clock.Window, CongestionEvent.Loss, 1_000));
    }

    [Fact]
    public void Growth_OnALongPath_IsBackAtTheOldWindowAfterK()
    {
        // RFC 9438 4.2: K = cbrt((1000 - 700) / 0.4) = 9.09 s.
        AckClock clock = AfterLossAt(1000, s_long);
        List<double> sizes = [];
        for (int i = 0; i < 180; i++)
        {
            clock.Round();
            sizes.Add(clock.Size);
        }

        // Before K seconds, concave: fast at first, then slower; after them, convex.
        Assert.InRange(sizes[90], 995, 1001);
        Assert.InRange(sizes[60], 980, 992);
        Assert.All(Enumerable.Range(1, 80), i => Assert.True(sizes[i + 1] - sizes[i] < sizes[i] - sizes[i - 1] + 0.1));
        Assert.All(Enumerable.Range(100, 70), i => Assert.True(sizes[i + 1] - sizes[i] > sizes[i] - sizes[i - 1] - 0.1));
        Assert.InRange(sizes[120], 1005, 1020);
    }

    [Fact]
    public void Growth_DoesNotDependOnTheRoundTrip()
    {
        // RFC 9438 3.3: only on the time.
        AckClock near = AfterLossAt(2000, s_long);
        AckClock far = AfterLossAt(2000, 2 * s_long);
        near.Rounds(80);
        far.Rounds(40);
        Assert.InRange(near.Size / far.Size, 0.98, 1.02);
    }

    [Fact]
    public void Growth_OnAShortPath_IsThatOfReno()
    {
        // RFC 9438 4.3: 3 * (1 - 0.7) / (1 + 0.7) segments in a round trip up to the old window, then 1.
        AckClock clock = AfterLossAt(40, s_short);
        for (int i = 0; i < 20; i++)
        {
            Assert.InRange(clock.Round(), 0.5, 0.56);
        }

        clock.Rounds(5);
        for (int i = 0; i < 10; i++)
        {
            Assert.InRange(clock.Round(), 0.95, 1.06);
        }
    }

    [Fact]
    public void Growth_InOneRoundTrip_IsAtMostHalfTheWindow()
    {
        // RFC 9438 4.2: the target is bounded by 1.5 cwnd.
        AckClock clock = AfterLossAt(100, s_long);
        clock.Window.Control.Acknowledged(clock.Window, Sample(clock), mayGrow: true);
        clock.Wait(TimeSpan.FromHours(1));
        double before = clock.Size;
        clock.Window.Control.Acknowledged(clock.Window, Sample(clock) with { Bytes = clock.Window.Size }, mayGrow: true);
        Assert.InRange(clock.Size / before, 1.49, 1.501);
    }

    [Fact]
    public void SecondCongestion_BelowTheOldWindow_LowersThePlateau()
    {
        // RFC 9438 4.7: W_max = 800 * (1 + 0.7) / 2 = 680 instead of 800: K is cbrt(120 / 0.4) = 6.7 s, and growth stalls there.
        AckClock clock = AfterLossAt(1000, s_long);
        while (clock.Size < 800)
        {
            clock.Round();
        }

        clock.Congestion();
        Assert.InRange(clock.Size, 560, 565);
        clock.Rounds(67);
        Assert.InRange(clock.Size, 678, 690);
    }

    [Fact]
    public void Timeout_CongestionAvoidanceBeginsAtItsPlateau()
    {
        // RFC 9438 4.8: ssthresh by 0.7 too; then K = 0, and W_max is the window where congestion avoidance begins, not the old one.
        AckClock clock = AfterLossAt(1000, s_long);
        clock.Congestion(CongestionEvent.Timeout);
        Assert.InRange(clock.Threshold, 489, 491);
        while (clock.Window.IsSlowStart)
        {
            clock.Round();
        }

        double start = clock.Size;
        clock.Rounds(20);
        Assert.InRange(clock.Size - start, 10, 15); // Reno's 0.53 a round trip is more than 0.4 * 2^3 / 20.
    }

    [Fact]
    public void SlowStartLeftWithoutLoss_BeginsAtItsPlateau()
    {
        // RFC 9438 4.10.
        AckClock clock = Clock(500, s_long);
        clock.Window.SlowStartThreshold = clock.Window.Size;
        clock.Rounds(5);
        Assert.InRange(clock.Size, 504, 507); // cwnd_prior = cwnd: as Reno, a segment in a round trip.
        clock.Rounds(75);
        Assert.InRange(clock.Size, 500 + (0.4 * 7.5 * 7.5 * 7.5), 500 + (0.4 * 8.2 * 8.2 * 8.2));
    }

    [Fact]
    public void TimeInWhichTheProgramLimits_DoesNotCount()
    {
        // RFC 9438 4.2 and 5.8.
        AckClock steady = AfterLossAt(1000, s_long);
        AckClock limited = AfterLossAt(1000, s_long);
        steady.Rounds(40);
        limited.Rounds(20);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(0, limited.Round(mayGrow: false));
        }

        limited.Rounds(20);
        Assert.InRange(limited.Size / steady.Size, 0.99, 1.01);
    }

    [Fact]
    public void TimeInWhichNothingIsSent_DoesNotCount()
    {
        AckClock steady = AfterLossAt(1000, s_long);
        AckClock idle = AfterLossAt(1000, s_long);
        steady.Rounds(40);
        idle.Rounds(20);
        idle.Wait(TimeSpan.FromMinutes(1));
        idle.Window.Control.IdleEnded(idle.Now);
        idle.Rounds(20);
        Assert.InRange(idle.Size / steady.Size, 0.99, 1.01);
    }

    [Fact]
    public void Undo_GoesOnAsIfNothingHadHappened()
    {
        // RFC 9438 4.9.2.
        AckClock steady = AfterLossAt(1000, s_long);
        AckClock undone = AfterLossAt(1000, s_long);
        steady.Rounds(40);
        undone.Rounds(20);
        (int size, int threshold) = (undone.Window.Size, undone.Window.SlowStartThreshold);
        undone.Congestion();
        undone.Window.Control.Undo();
        (undone.Window.Size, undone.Window.SlowStartThreshold) = (size, threshold);
        undone.Rounds(20);
        Assert.InRange(undone.Size / steady.Size, 0.999, 1.001);
    }

    [Fact]
    public void CubeRoot_Floor_IsExact()
    {
        Random random = new(3);
        for (int i = 0; i < 10_000; i++)
        {
            long root = random.Next(1 << 21);
            long cube = root * root * root;
            Assert.Equal(root, CubeRoot.Floor(cube));
            Assert.Equal(root, CubeRoot.Floor(cube + random.NextInt64((3 * root * root) + (3 * root) + 1)));
        }

        Assert.Equal((1 << 21) - 1, CubeRoot.Floor(long.MaxValue));
    }

    private static AckClock Clock(double window, TimeSpan roundTrip) => new(new CubicCongestionControl(hyStart: false), window, roundTrip);

    private static AckClock AfterLossAt(double window, TimeSpan roundTrip)
    {
        AckClock clock = Clock(window, roundTrip);
        clock.Congestion();
        return clock;
    }

    private static AcknowledgmentSample Sample(AckClock clock) => new(clock.Now, AckClock.SegmentSize, default, default, clock.RoundTrip, clock.RoundTrip);
}
