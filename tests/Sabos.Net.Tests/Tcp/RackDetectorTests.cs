using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Which deliveries tell of losses, and after how long (RFC 8985 6). Segments are of 100 bytes; a round trip takes 40 ms.</summary>
public sealed class RackDetectorTests
{
    private const int RoundTrip = 40;
    private const int Size = 100;

    private readonly SentSegments _sent = new();
    private readonly RackDetector _rack;
    private Instant _now = Instant.FromMilliseconds(10_000);
    private SequenceNumber _unacknowledged;
    private SequenceNumber _next;

    public RackDetectorTests()
    {
        RttEstimator roundTrips = new();
        roundTrips.Sample(TimeSpan.FromMilliseconds(RoundTrip), _now);
        _rack = new RackDetector(_sent, roundTrips, _unacknowledged);
    }

    // 6.2 step 4: RACK.reo_wnd_mult and RACK.reo_wnd_persist.
    [Fact]
    public void Window_SomethingArrivedTwice_IsWiderForSixteenRecoveries()
    {
        Assert.Equal(10, Window());
        ReportDuplicate();
        Recover(15);
        Assert.Equal(20, Window());
        Recover(1);
        Assert.Equal(10, Window());

        ReportDuplicate();
        Recover(15);
        ReportDuplicate();
        Recover(15);
        Assert.Equal(30, Window());
        Recover(1);
        Assert.Equal(10, Window());
    }

    [Fact]
    public void Window_SomethingArrivedTwiceAgainInTheSameRound_IsNotWidenedTwice()
    {
        Send(5);
        ReportDuplicate();
        ReportDuplicate();
        _unacknowledged += Size;
        ReportDuplicate();
        AcknowledgeAll();
        ReportDuplicate();
        Assert.Equal(30, Window());
    }

    [Fact]
    public void Window_OftenWidened_IsARoundTripAtMost()
    {
        for (int i = 0; i < 10; i++)
        {
            Window();
            ReportDuplicate();
        }

        Assert.Equal(RoundTrip, Window());
    }

    [Fact]
    public void Order_BlocksOfOneReport_TellsNothing()
    {
        Send(6);
        Pass(RoundTrip);
        Report((500, 600), (300, 400), (100, 200));
        Assert.True(_rack.Detect(inRecovery: false, _now));
        Assert.Equal(3 * Size, _sent.LostBytes);
    }

    // 6.2 step 3: from then on three segments behind a hole are no proof.
    [Fact]
    public void Order_ASegmentArrivesAfterLaterOnes_HolesAreWaitedFor()
    {
        Send(6);
        Pass(RoundTrip);
        Report((100, 200));
        DeliverFirst();
        Report((300, 500));
        Assert.False(_rack.Detect(inRecovery: false, _now));
        Assert.Equal(_now + TimeSpan.FromMilliseconds(RoundTrip / 4), _rack.Deadline);
        Pass(RoundTrip / 4);
        Assert.True(_rack.Detect(inRecovery: false, _now));
        Assert.Equal(2 * Size, _sent.LostBytes);
    }

    [Fact]
    public void Order_ARetransmissionArrivesAfterLaterOnes_TellsNothing()
    {
        Send(6);
        Pass(RoundTrip);
        Report((100, 200));
        _sent.Retransmitted(0, _now);
        Pass(RoundTrip);
        DeliverFirst();
        Report((300, 500));
        Assert.True(_rack.Detect(inRecovery: false, _now));
    }

    [Fact]
    public void Suspects_SentAtTheSameTime_AreThoseBefore()
    {
        Send(3);
        Pass(RoundTrip);
        Report((100, 200));
        Pass(RoundTrip);
        Assert.True(_rack.Detect(inRecovery: false, _now));
        Assert.True(_sent[0].Is(SegmentMarks.Lost));
        Assert.False(_sent[2].Is(SegmentMarks.Lost));
        Assert.Equal(_sent[0].End, _rack.LossEnd);
    }

    // What was sent again was sent later than what is delivered, though its numbers are lower.
    [Fact]
    public void Suspects_SentAgainSince_AreNone()
    {
        Send(3);
        Pass(RoundTrip);
        _sent.Retransmitted(0, _now);
        Report((200, 300));
        Pass(RoundTrip);
        Assert.True(_rack.Detect(inRecovery: false, _now));
        Assert.False(_sent[0].Is(SegmentMarks.Lost));
        Assert.True(_sent[1].Is(SegmentMarks.Lost));
    }

    [Fact]
    public void Suspects_AnOlderSegmentIsDeliveredLater_RemainSuspects()
    {
        Send(2);
        Pass(5);
        Send(1);
        Pass(RoundTrip);
        Report((200, 300));
        DeliverFirst();
        _rack.Detect(inRecovery: false, _now);
        Assert.NotEqual(Instant.Never, _rack.Deadline);
    }

    // 6.2 step 5: the time after which all of them are overdue.
    [Fact]
    public void Deadline_OfSeveralSuspects_IsTheLast()
    {
        Send(1);
        Pass(2);
        Send(1);
        Instant last = _now;
        Pass(3);
        Send(1);
        Pass(RoundTrip);
        Report((200, 300));
        Assert.False(_rack.Detect(inRecovery: false, _now));
        Assert.Equal(last + TimeSpan.FromMilliseconds(RoundTrip + (RoundTrip / 4)), _rack.Deadline);
    }

    // 6.2 step 2: it was the transmission before that arrived.
    [Theory]
    [InlineData(RoundTrip - 1, null, false)]
    [InlineData(RoundTrip, null, true)]
    [InlineData(60, 61u, false)]
    [InlineData(60, 60u, true)]
    public void Retransmission_AnsweredTooSoonOrByAnOlderTimestamp_TellsNothing(int milliseconds, uint? echoed, bool tells)
    {
        Send(2);
        Pass(RoundTrip);
        _sent.Retransmitted(0, _now);
        Pass(milliseconds);
        DeliverFirst(echoed);
        Assert.Equal(tells, _rack.Detect(inRecovery: true, _now));
    }

    // RFC 3522, RFC 5682: nothing that was concluded before holds.
    [Fact]
    public void Recovery_NeedlessAsItTurnsOut_SuspectsAreForgottenAndHolesWaitedFor()
    {
        Send(3);
        Pass(RoundTrip);
        Report((200, 300));
        _rack.TakeNeedlessRecovery();
        Assert.False(_rack.Detect(inRecovery: true, _now));
        Assert.Equal(Instant.Never, _rack.Deadline);
        Send(2);
        Pass(RoundTrip);
        Report((400, 500));
        _rack.Detect(inRecovery: true, _now);
        Assert.Equal(_now + TimeSpan.FromMilliseconds(RoundTrip / 4), _rack.Deadline);
    }

    [Fact]
    public void Block_OfPartsOfSegments_MarksWholeOnesOnly()
    {
        Send(4);
        Pass(RoundTrip);
        Report((50, 350));
        Assert.Equal(2, _sent.SackedCount);
        Assert.False(_sent[0].Is(SegmentMarks.Sacked));
        Assert.False(_sent[3].Is(SegmentMarks.Sacked));
    }

    // RFC 2883 4.2: what is inside the second block arrived twice.
    [Theory]
    [InlineData(200, 300, true)]
    [InlineData(100, 200, true)]
    [InlineData(300, 400, true)]
    [InlineData(0, 200, false)]
    [InlineData(300, 500, false)]
    public void Block_InsideTheSecond_IsADuplicate(int start, int end, bool isDuplicate)
    {
        Send(6);
        Pass(RoundTrip);
        Report((start, end), (100, 400));
        Assert.Equal(isDuplicate, _rack.Duplicate is not null);
    }

    // How long after a round trip a segment is lost, when one sent after it is delivered, in milliseconds.
    private double Window()
    {
        Send(2);
        Pass(RoundTrip);
        Report((_next - _unacknowledged - Size, _next - _unacknowledged));
        _rack.Detect(inRecovery: false, _now);
        Instant deadline = _rack.Deadline;
        AcknowledgeAll();
        return (deadline - _now).TotalMilliseconds;
    }

    private void Pass(int milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);

    private void Send(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _sent.Append(_next, Size, _now, SegmentMarks.None);
            _next += Size;
        }
    }

    private void DeliverFirst(uint? echoedMilliseconds = null)
    {
        _rack.Begin(echoedMilliseconds);
        _rack.TakeDelivered(_sent[0], _now);
        _sent.RemoveFirst();
        _unacknowledged += Size;
    }

    private void AcknowledgeAll()
    {
        while (_sent.Count > 0)
        {
            _sent.RemoveFirst();
        }

        _unacknowledged = _next;
    }

    private void Recover(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _rack.TakeRecoveryEnd();
        }
    }

    private void ReportDuplicate() => Report((-Size, 0));

    // Blocks relative to what is acknowledged.
    private void Report(params ReadOnlySpan<(int Start, int End)> blocks)
    {
        TcpOptions options = default;
        foreach ((int start, int end) in blocks)
        {
            options.AddSackBlock(new SackBlock(_unacknowledged + start, _unacknowledged + end));
        }

        _rack.Begin(null);
        _rack.TakeBlocks(options, _unacknowledged, _next, isProbeOut: false, _now);
    }
}
