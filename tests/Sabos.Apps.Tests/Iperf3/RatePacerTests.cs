using System;
using Sabos.Iperf3.Streams;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class RatePacerTests
{
    [Fact]
    public void DelayAfter_AheadOfTheRate_IsTheRestOfTheTime() =>
        Assert.Equal(TimeSpan.FromSeconds(1.5), new RatePacer(8_000_000).DelayAfter(bytes: 2_000_000, TimeSpan.FromSeconds(0.5)));

    [Fact]
    public void DelayAfter_BehindTheRate_IsNone() =>
        Assert.Equal(TimeSpan.Zero, new RatePacer(8_000_000).DelayAfter(bytes: 2_000_000, TimeSpan.FromSeconds(3)));

    [Fact]
    public void DelayAfter_NoRate_IsNone() =>
        Assert.Equal(TimeSpan.Zero, new RatePacer(0).DelayAfter(bytes: long.MaxValue, TimeSpan.Zero));
}
