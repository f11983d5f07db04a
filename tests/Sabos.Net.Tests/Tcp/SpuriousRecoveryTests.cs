using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>
/// Recoveries for which there was no need: found out by timestamps (RFC 3522), by duplicates (RFC 3708) or by what arrives next (RFC 5682), and undone
/// (RFC 4015).
/// </summary>
public sealed class SpuriousRecoveryTests : DialogueTests
{
    private const int Segment = 100;
    private const int RoundTrip = 40;

    // More than one timeout, or one after a probe, and less than two.
    private const int TimeoutPassed = 350;
    private static readonly TcpSettings s_newReno = new() { CongestionControl = CongestionControlAlgorithm.NewReno };
    private static readonly TcpOptions s_plain = new() { MaximumSegmentSize = Segment };
    private static readonly TcpOptions s_selective = s_plain with { SackPermitted = true };
    private static readonly TcpOptions s_stamped = new() { MaximumSegmentSize = Segment + TcpOptions.AlignedTimestampsLength, Timestamps = new TcpTimestamps(1, 0) };

    public static IEnumerable<object[]> WithAndWithoutSelectiveAcknowledgments => [[true], [false]];

    [Theory]
    [MemberData(nameof(WithAndWithoutSelectiveAcknowledgments))]
    public void Timeout_OldTimestampIsEchoed_IsUndone(bool selective)
    {
        // RFC 3522 3.2: the original arrived; only its acknowledgment was late.
        Dialogue dialogue = TenInFlight(s_stamped with { SackPermitted = selective }, out uint stamp).After(TimeoutPassed);
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.TakeAllSent();

        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment, options: Echo(stamp));
        AssertGivenBack(dialogue);
        Assert.Equal(1, dialogue.Counters.SpuriousTimeouts);

        // What is still under way is not sent again.
        dialogue.StackWrites(SendTests.Text(1000)).PeerSends(Ack, seq: 1, ack: 1001, options: Echo(stamp)).After(10);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.True(sent.Seq >= 1001, $"{sent}"));
    }

    [Fact]
    public void Timeout_NewTimestampIsEchoed_WasALoss()
    {
        Dialogue dialogue = TenInFlight(s_stamped, out uint _).After(TimeoutPassed);
        uint again = dialogue.TakeAllSent()[^1].Options.Timestamps!.Value.Value;
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment, options: Echo(again));
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1 + Segment);

        // RFC 3522 3.2: the first acknowledgment decides.
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2 * Segment), options: Echo(again - 1000));
        Assert.Equal(0, dialogue.Counters.SpuriousTimeouts);
        dialogue.StackSends(Ack, seq: 301, ack: 1);
        dialogue.StackSends(Ack, seq: 401, ack: 1);
    }

    // RFC 8985 7.2: no probe where something is selectively acknowledged; and what was taken for a delivery in order was none, so that nothing is suspected either.
    [Fact]
    public void FastRecovery_Undone_WhatIsSelectivelyAcknowledgedIsLeftToTheTimer()
    {
        Dialogue dialogue = TenInFlight(s_stamped with { SackPermitted = true }, out uint stamp);
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (701, 1001)) with { Timestamps = new TcpTimestamps(2, stamp) });
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        dialogue.After(5).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 101, options: Sack(dialogue, (701, 1001)) with { Timestamps = new TcpTimestamps(2, stamp) });
        Assert.Equal(1, dialogue.Counters.SpuriousRecoveries);
        Assert.Equal(TcpTimerKind.Retransmission, dialogue.Connection.GetInfo().Timer);
        dialogue.After(150);
        Assert.Equal(0, dialogue.Counters.TailLossProbes);
    }

    [Fact]
    public void Timeout_DelayThatCausedIt_IsMeasured()
    {
        Dialogue dialogue = TenInFlight(s_stamped, out uint stamp);
        Assert.Equal(240, dialogue.Connection.GetInfo().RetransmissionTimeout.TotalMilliseconds);
        dialogue.After(245).PeerSends(Ack, seq: 1, ack: 1 + Segment, options: Echo(stamp));
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
        Assert.InRange(dialogue.Connection.GetInfo().SmoothedRoundTripTime.TotalMilliseconds, 64, 67);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void Timeout_OldTimestampAfterARoundTrip_IsNotMeasured()
    {
        // The acknowledgment was lost; a duplicate does not move TS.Recent (RFC 7323 4.3), so that its answer echoes the timestamp of the first transmission.
        Dialogue dialogue = TenInFlight(s_stamped, out uint stamp);
        dialogue.After(240).After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1 + Segment, options: Echo(stamp));
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
        Assert.Equal(RoundTrip, info.SmoothedRoundTripTime.TotalMilliseconds);
        Assert.Equal(480, info.RetransmissionTimeout.TotalMilliseconds);

        // Of what was sent once it is known (RFC 6298 3).
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2 * Segment), options: Echo(stamp));
        Assert.InRange(dialogue.Connection.GetInfo().SmoothedRoundTripTime.TotalMilliseconds, 65, 75);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Theory]
    [MemberData(nameof(WithAndWithoutSelectiveAcknowledgments))]
    public void Timeout_OriginalsAreAcknowledgedNext_IsUndone(bool selective)
    {
        // RFC 5682 2.1 and 3.1: after the first acknowledgment new data goes, and the second tells.
        Dialogue dialogue = TenInFlight(selective ? s_selective : s_plain).After(TimeoutPassed).StackWrites(SendTests.Text(1000));
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment);
        Assert.Equal([1001, 1101], dialogue.TakeAllSent().Select(sent => sent.Seq).ToArray());
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);

        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2 * Segment));
        AssertGivenBack(dialogue);
        Assert.Equal(1, dialogue.Counters.SpuriousTimeouts);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).After(10);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.True(sent.Seq >= 1201, $"{sent}"));
    }

    [Fact]
    public void Timeout_OriginalsAreSelectivelyAcknowledgedNext_IsUndone()
    {
        // RFC 5682 3.1, step 3b: the second segment is lost, but that is another matter.
        Dialogue dialogue = TenInFlight(s_selective).After(TimeoutPassed).StackWrites(SendTests.Text(1000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment, options: Sack(dialogue, (201, 301)));
        Assert.Equal(1, dialogue.Counters.SpuriousTimeouts);
    }

    [Theory]
    [MemberData(nameof(WithAndWithoutSelectiveAcknowledgments))]
    public void Timeout_OnlyNewDataArrivesNext_WasALoss(bool selective)
    {
        // Step 3a.
        Dialogue dialogue = TenInFlight(selective ? s_selective : s_plain).After(TimeoutPassed).StackWrites(SendTests.Text(1000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment, options: selective ? Sack(dialogue, (1001, 1101)) : default);
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1 + Segment);
        Assert.Equal(0, dialogue.Counters.SpuriousTimeouts);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
    }

    [Fact]
    public void Timeout_NoNewDataToSend_RecoversByTheBook()
    {
        // Step 2b.
        Dialogue dialogue = TenInFlight(s_selective).After(TimeoutPassed);
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment);
        Assert.Equal([101, 201], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Timeout_SeveralForOneDelay_IsUndone()
    {
        Dialogue dialogue = TenInFlight(s_plain).After(1000).StackWrites(SendTests.Text(1000));
        Assert.Equal(2, dialogue.Counters.RetransmissionTimeouts);
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment).PeerSends(Ack, seq: 1, ack: 1 + (2 * Segment));
        Assert.Equal(1, dialogue.Counters.SpuriousTimeouts);
        AssertGivenBack(dialogue);
        dialogue.StackSends(Ack, seq: 1001, ack: 1);
        dialogue.StackSends(Ack, seq: 1101, ack: 1);
        dialogue.StackSends(Ack, seq: 1201, ack: 1);
    }

    [Fact]
    public void Timeout_WhileNewDataIsOut_RecoversByTheBook()
    {
        Dialogue dialogue = TenInFlight(s_plain).After(TimeoutPassed).StackWrites(SendTests.Text(1000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Segment).After(1000).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2 * Segment));
        Assert.Equal([201, 301], dialogue.TakeAllSent().Select(sent => sent.Seq));
        Assert.Equal(0, dialogue.Counters.SpuriousTimeouts);
    }

    [Theory]
    [MemberData(nameof(WithAndWithoutSelectiveAcknowledgments))]
    public void FastRecovery_OldTimestampIsEchoed_IsUndone(bool selective)
    {
        // The first segment was overtaken by three, no more.
        Dialogue dialogue = TenInFlight(s_stamped with { SackPermitted = selective }, out uint stamp);
        dialogue.After(RoundTrip);
        for (int i = 2; i <= 4; i++)
        {
            TcpOptions options = selective ? Sack(dialogue, (101, (i * Segment) + 1)) : default;
            dialogue.PeerSends(Ack, seq: 1, ack: 1, options: options with { Timestamps = Echo(stamp).Timestamps });
        }

        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1);
        dialogue.After(5).PeerSends(Ack, seq: 1, ack: 1 + (4 * Segment), options: Echo(stamp));
        AssertGivenBack(dialogue);
        Assert.Equal(1, dialogue.Counters.SpuriousRecoveries);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Echo(stamp)).After(1000).StackIsSilent();
    }

    [Fact]
    public void FastRecovery_AnswerToWhatARecoveryBeforeSentAgain_ProvesNothing()
    {
        // RFC 3522 3.2 has the oldest segment in flight sent again; here that was done before, and what it answers echoes a time before this recovery's.
        Dialogue dialogue = TenInFlight(s_stamped with { SackPermitted = true }, out uint stamp).StackWrites(SendTests.Text(3000)).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)) with { Timestamps = Echo(stamp).Timestamps });
        TcpOptions first = Echo(dialogue.TakeAllSent()[0].Options.Timestamps!.Value.Value);
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (1101, 1201), (101, 1001)) with { Timestamps = first.Timestamps });
        TcpOptions second = Echo(Assert.Single(dialogue.TakeAllSent(), sent => sent.Seq == 1001).Options.Timestamps!.Value.Value);

        dialogue.After(5).PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (1301, 1401), (1101, 1201)) with { Timestamps = first.Timestamps });
        Assert.Equal([1201], dialogue.TakeAllSent().Select(sent => sent.Seq).Where(seq => seq < 1401));
        dialogue.After(RoundTrip - 5).PeerSends(Ack, seq: 1, ack: 1201, options: Sack(dialogue, (1301, 1401)) with { Timestamps = second.Timestamps });
        Assert.Equal(0, dialogue.Counters.SpuriousRecoveries);
    }

    [Fact]
    public void FastRecovery_EverythingSentAgainArrivedTwice_IsUndone()
    {
        // RFC 3708, without timestamps: a round trip later than the harm.
        Dialogue dialogue = TenInFlight(s_selective).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (201, 501))).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (201, 801)));
        Assert.Equal([1, 101], dialogue.TakeAllSent().Select(sent => sent.Seq));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (1, 101)));
        Assert.Equal(0, dialogue.Counters.SpuriousRecoveries);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (101, 201)));
        Assert.Equal(1, dialogue.Counters.SpuriousRecoveries);
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
    }

    [Fact]
    public void FastRecovery_DuplicatesThatTheNetworkMade_ProveNothing()
    {
        // Neither was sent again: one arrived before the recovery, the other was sent after it.
        Dialogue dialogue = TenInFlight(s_selective).PeerSends(Ack, seq: 1, ack: 101).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 101, options: Sack(dialogue, (201, 1001))).After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1001);
        dialogue.StackWrites(SendTests.Text(Segment)).PeerSends(Ack, seq: 1, ack: 1101);
        dialogue.PeerSends(Ack, seq: 1, ack: 1101, options: Sack(dialogue, (1, 101)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1101, options: Sack(dialogue, (1001, 1101)));
        Assert.Equal((1, 0), (dialogue.Counters.FastRetransmits, dialogue.Counters.SpuriousRecoveries));
        dialogue.StackSends(Ack, seq: 101, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1);
    }

    [Fact]
    public void FastRecovery_DuplicateOfAnEarlierProbe_ProvesNothing()
    {
        // The probe sent the last segment again; that it arrived twice says nothing of the first.
        Dialogue dialogue = TenInFlight(s_selective).After(120);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001))).After(20);
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (901, 1001), (101, 1001)));
        Assert.Equal(0, dialogue.Counters.SpuriousRecoveries);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void Undo_SoonerOrLater_DoesNotTakeBackAMark()
    {
        // The reduction for ECN that came after stands.
        LossRecovery recovery = NewRecovery(out SentSegments sent, out SequenceNumber start);
        recovery.TakeTimeout(start + 3000);
        recovery.TakeSentAgain(1000, isFirstInFlight: true, Instant.FromMilliseconds(300));
        sent.Clear();
        recovery.TakeAdvance(new AcknowledgmentSample(Instant.FromMilliseconds(400), 3000, start + 3000, start + 3000, default, default));
        sent.Append(start + 3000, 1000, Instant.FromMilliseconds(400), SegmentMarks.None);
        Assert.True(recovery.WantsEvidence);
        Assert.True(recovery.TakeCongestionEcho(start + 3500, start + 4000));
        Assert.False(recovery.WantsEvidence);
    }

    [Fact]
    public void LostSyn_AnsweredAfterAll_CostsNothing()
    {
        Dialogue dialogue = new Dialogue().Connects();
        uint stamp = dialogue.StackSends(Syn, seq: 0).Options.Timestamps!.Value.Value;
        dialogue.After(1050);
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1, options: s_stamped with { Timestamps = new TcpTimestamps(9, stamp) });
        Assert.Equal(1000, dialogue.Connection.GetInfo().CongestionWindow);
        Assert.Equal(1050, dialogue.Connection.GetInfo().SmoothedRoundTripTime.TotalMilliseconds);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    private static LossRecovery NewRecovery(out SentSegments sent, out SequenceNumber start)
    {
        start = new SequenceNumber(77);
        sent = new SentSegments();
        CongestionWindow window = new(1000, start, new NewRenoCongestionControl(hyStart: false));
        for (int i = 0; i < 3; i++)
        {
            sent.Append(start + (i * 1000), 1000, Instant.FromMilliseconds(1), SegmentMarks.None);
        }

        return new LossRecovery(sent, window, start);
    }

    private static Dialogue TenInFlight(TcpOptions options) => TenInFlight(options, out uint _);

    private static Dialogue TenInFlight(TcpOptions options, out uint stamp)
    {
        // One round trip is measured first.
        Dialogue dialogue = new Dialogue(s_newReno).Established(options, RoundTrip).StackWrites(SendTests.Text(1000));
        List<SentByStack> sent = dialogue.TakeAllSent();
        Assert.Equal(10, sent.Count);
        stamp = sent[0].Options.Timestamps?.Value ?? 0;
        return dialogue;
    }

    private static void AssertGivenBack(Dialogue dialogue)
    {
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.InRange(dialogue.Connection.GetInfo().CongestionWindow, 1000, 1400);
    }

    private static TcpOptions Echo(uint stamp) => new() { Timestamps = new TcpTimestamps(2, stamp) };

    private static TcpOptions Sack(Dialogue dialogue, params (int Start, int End)[] blocks)
    {
        TcpOptions options = default;
        foreach ((int start, int end) in blocks)
        {
            options.AddSackBlock(new SackBlock(dialogue.StackSequence(start), dialogue.StackSequence(end)));
        }

        return options;
    }
}
