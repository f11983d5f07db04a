using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>HyStart++, rule by rule of RFC 9406 4.2 and 4.3.</summary>
public sealed class HyStartTests
{
    private static readonly TimeSpan s_roundTrip = TimeSpan.FromMilliseconds(40);
    private readonly AckClock _clock = new(new NewRenoCongestionControl(hyStart: true), 10, s_roundTrip);

    [Fact]
    public void SteadyRoundTrip_TheWindowDoubles()
    {
        for (int i = 0; i < 8; i++)
        {
            double before = _clock.Size;
            Assert.Equal(before, _clock.Round());
        }

        Assert.True(_clock.Window.IsSlowStart);
    }

    [Theory]
    [InlineData(40, 4.9, false)]
    [InlineData(40, 5, true)] // an eighth
    [InlineData(8, 3.9, false)]
    [InlineData(8, 4, true)] // MIN_RTT_THRESH
    [InlineData(400, 15, false)]
    [InlineData(400, 16, true)] // MAX_RTT_THRESH
    public void GrowingRoundTrip_TurnsSlowStartConservative(double milliseconds, double growth, bool conservative)
    {
        _clock.RoundTrip = TimeSpan.FromMilliseconds(milliseconds);
        _clock.Round();
        _clock.RoundTrip += TimeSpan.FromMilliseconds(growth);
        double before = _clock.Size;
        _clock.Round();

        // From the eighth sample on a quarter of what is acknowledged (CSS_GROWTH_DIVISOR).
        double expected = conservative ? 7 + ((before - 7) / 4) : before;
        Assert.Equal(expected, _clock.Size - before, 3);
    }

    [Fact]
    public void ConservativeRounds_FiveOfThem_EndSlowStart()
    {
        _clock.Round();
        _clock.RoundTrip += TimeSpan.FromMilliseconds(6);

        // The round in which it began is the first.
        for (int i = 0; i < 5; i++)
        {
            Assert.True(_clock.Window.IsSlowStart);
            _clock.Round();
        }

        double before = _clock.Size;
        Assert.InRange(_clock.Round(), 0, 2);
        Assert.False(_clock.Window.IsSlowStart);
        Assert.InRange(_clock.Threshold, before - 1, before + 1);
    }

    [Fact]
    public void Jitter_TheRoundTripFallsAgain_SlowStartGoesOn()
    {
        _clock.Round();
        _clock.RoundTrip += TimeSpan.FromMilliseconds(6);
        _clock.Round();
        _clock.RoundTrip -= TimeSpan.FromMilliseconds(6);
        _clock.Round();
        double before = _clock.Size;
        Assert.Equal(Math.Floor(before), _clock.Round());
    }

    [Fact]
    public void FewSamples_TellNothing()
    {
        AckClock clock = new(new NewRenoCongestionControl(hyStart: true), 7, s_roundTrip);
        clock.Round(mayGrow: false);
        clock.RoundTrip *= 3;
        Assert.Equal(7, clock.Round());
    }

    [Fact]
    public void LaterSlowStarts_AreNotLeftEarly()
    {
        // RFC 9406 4.2: a threshold that is known is the better sign.
        _clock.Congestion(CongestionEvent.Timeout);
        _clock.Window.SlowStartThreshold = 1_000_000;
        _clock.Rounds(4);
        _clock.RoundTrip *= 2;
        double before = _clock.Size;
        Assert.Equal(before, _clock.Round());
    }
}
