using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Fast recovery where the peer does not acknowledge selectively: RFC 5681 3.2, RFC 6582 3.2. Of 30 segments of 100 bytes, ten are in flight.</summary>
public sealed class FastRecoveryTests : DialogueTests
{
    private readonly Dialogue _dialogue;

    public FastRecoveryTests()
    {
        _dialogue = new Dialogue(new TcpSettings { CongestionControl = CongestionControlAlgorithm.NewReno })
            .Established(new TcpOptions { MaximumSegmentSize = 100 }).StackWrites(SendTests.Text(3000));
        Assert.Equal(10, Sent().Count());
    }

    // RFC 5681 3.2 steps 1 to 4: two by limited transmit, the lost one, then one for each segment that left once half are in flight.
    [Fact]
    public void Duplicates_BeyondTheThird_LetASegmentGoForEachOnceHalfAreInFlight()
    {
        Assert.Equal([1001], SentFor(duplicates: 1));
        Assert.Equal([1101], SentFor(duplicates: 1));
        Assert.Equal([1], SentFor(duplicates: 1));
        Assert.Empty(SentFor(duplicates: 4));
        Assert.Equal([1201], SentFor(duplicates: 1));
        Assert.Equal([1301], SentFor(duplicates: 1));
    }

    // RFC 6582 3.2 step 3, partial acknowledgment: what it covers had left the network before.
    [Fact]
    public void PartialAcknowledgment_SendsTheNextHoleAndOneSegment()
    {
        SentFor(duplicates: 9);
        _dialogue.PeerSends(Ack, seq: 1, ack: 301);
        Assert.Equal([301, 1401], Sent());
    }

    [Fact]
    public void PartialAcknowledgment_OfMoreThanLeft_CountsNothingTwice()
    {
        SentFor(duplicates: 3);
        _dialogue.PeerSends(Ack, seq: 1, ack: 801);
        Assert.Equal([801, 1201], Sent());
    }

    [Fact]
    public void PartialAcknowledgment_InsideWhatWasSentAgain_SendsItNotOnceMore()
    {
        SentFor(duplicates: 3);
        _dialogue.PeerSends(Ack, seq: 1, ack: 51);
        Assert.Empty(Sent());
    }

    [Fact]
    public void Duplicates_AfterAPartialAcknowledgment_AreNoOtherLoss()
    {
        SentFor(duplicates: 9);
        _dialogue.PeerSends(Ack, seq: 1, ack: 801);
        for (int i = 0; i < 3; i++)
        {
            _dialogue.PeerSends(Ack, seq: 1, ack: 801);
        }

        Assert.Equal(1, _dialogue.Counters.FastRetransmits);
        Assert.Equal(500, _dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.Equal([801, 1401, 1501, 1601, 1701], _dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    // RFC 6582 3.2 step 3, full acknowledgment (1): no burst.
    [Theory]
    [InlineData(1201, 300, 1401)]
    [InlineData(1401, 200, 1401, 1501)]
    public void FullAcknowledgment_LeavesAWindowOfOneSegmentMoreThanIsInFlight(int ack, int window, params int[] sent)
    {
        SentFor(duplicates: 9);
        _dialogue.PeerSends(Ack, seq: 1, ack);
        Assert.Equal(sent, Sent());
        Assert.Equal(window, _dialogue.Connection.GetInfo().CongestionWindow);
    }

    private IEnumerable<int> SentFor(int duplicates)
    {
        for (int i = 0; i < duplicates; i++)
        {
            _dialogue.PeerSends(Ack, seq: 1, ack: 1);
        }

        return Sent();
    }

    private IEnumerable<int> Sent() => _dialogue.TakeAllSent().Select(static sent => sent.Seq);
}
