using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What may be sent for each acknowledgment of a recovery (RFC 9937): in flight were 20 segments of 100 bytes, and 10 shall be.</summary>
public sealed class ProportionalRateReductionTests
{
    private const int Segment = 100;
    private const int Threshold = 1000;

    private readonly ProportionalRateReduction _reduction = new();

    public ProportionalRateReductionTests() => _reduction.Begin(2000);

    [Fact]
    public void Window_MoreInFlightThanTheThreshold_HalfOfWhatIsDeliveredIsSent()
    {
        Sent(1);
        Assert.Equal(1800 + 0, Window(delivered: 200, inFlight: 1800));
        Assert.Equal(1600 + 100, Window(delivered: 200, inFlight: 1600));
    }

    [Fact]
    public void Window_LittleInFlight_WhatIsDeliveredIsSent()
    {
        // PRR-CRB: packets are conserved while losses go on.
        Sent(1);
        Assert.Equal(500 + 100, Window(delivered: 100, inFlight: 500));
        Sent(1);
        Assert.Equal(500 + 200, Window(delivered: 200, inFlight: 500));
    }

    [Fact]
    public void Window_LittleInFlightAndLessSentThanDelivered_TheRestIsMadeUpFor()
    {
        Sent(1);
        Window(delivered: 300, inFlight: 500);
        Assert.Equal(500 + 300, Window(delivered: 100, inFlight: 500));
    }

    [Fact]
    public void Window_LittleInFlightAndGoodProgress_OneSegmentMoreIsSent()
    {
        // PRR-SSRB.
        Sent(1);
        Assert.Equal(500 + 200, Window(delivered: 100, inFlight: 500, isSafe: true));
    }

    [Fact]
    public void Window_LittleMissesToTheThreshold_NoMoreIsSent()
    {
        Sent(1);
        Assert.Equal(Threshold, Window(delivered: 500, inFlight: 950, isSafe: true));
    }

    [Fact]
    public void Window_NothingSentAgainYet_TheFirstRetransmissionGoes() =>
        Assert.Equal(1900 + Segment, Window(delivered: 0, inFlight: 1900));

    private void Sent(int segments) => _reduction.TakeSent(segments * Segment);

    private int Window(int delivered, int inFlight, bool isSafe = false) => _reduction.Window(delivered, inFlight, Threshold, Segment, isSafe);
}
