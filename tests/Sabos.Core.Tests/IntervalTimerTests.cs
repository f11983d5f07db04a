using System;
using Sabos.Core.Processor;
using Sabos.Core.Tests.Machine;
using Sabos.Core.Time;
using Xunit;

namespace Sabos.Core.Tests;

public sealed class IntervalTimerTests : IDisposable
{
    private const double Tolerance = 1e-4;

    public void Dispose() => Instructions.Device = null;

    [Theory]
    [InlineData(100_000_000)]
    [InlineData(2_994_372_000)]
    [InlineData(5_700_000_000)]
    public void MeasureTsc_AgainstTheTimer_TellsTheRate(ulong frequency)
    {
        SimulatedIntervalTimer timer = new(frequency);
        Instructions.Device = timer;

        Assert.InRange(IntervalTimer.MeasureTsc() / (double)frequency, 1 - Tolerance, 1 + Tolerance);
        Assert.True(timer.IsGateOpen);
        Assert.False(timer.IsSounding);
    }

    // 65,535 ticks are 55 ms: after more than that the count is a round behind.
    [Theory]
    [InlineData(20, 0.010)]
    [InlineData(20, 0.060)]
    [InlineData(1000, 0.040)]
    [InlineData(1000, 0.065)]
    public void MeasureTsc_StandingStillInBetween_IsAsGood(int access, double seconds)
    {
        const ulong Frequency = 1_000_000_000;
        Instructions.Device = new SimulatedIntervalTimer(Frequency) { Pause = (access, seconds) };

        Assert.InRange(IntervalTimer.MeasureTsc() / (double)Frequency, 1 - Tolerance, 1 + Tolerance);
    }

    [Fact]
    public void MeasureTsc_TimerThatIsNone_Panics()
    {
        Instructions.Device = new SimulatedIntervalTimer(1_000_000_000) { IsStuck = true };

        Assert.Throws<InvalidOperationException>(() => IntervalTimer.MeasureTsc());
    }
}
