using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Loss recovery with selective acknowledgments: RFC 2018, RFC 2883, RACK-TLP (RFC 8985).</summary>
public sealed class SelectiveRecoveryTests : DialogueTests
{
    internal const int RoundTrip = 40;
    private static readonly TcpOptions s_options = new() { MaximumSegmentSize = 100, SackPermitted = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThreeSegmentsBehindAHole_SendItAgainAtOnce(bool ipv6)
    {
        Dialogue dialogue = TenInFlight(ipv6: ipv6);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 301))).StackIsSilent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 401)));
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        dialogue.StackIsSilent();
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
    }

    [Fact]
    public void ThreeSegmentsBehindAHole_OfAConnectionOpenedHere_SendItAgainAtOnce()
    {
        // The acknowledgment of the SYN must not look like reordering.
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.After(RoundTrip).PeerSends(Syn | Ack, seq: 0, ack: 1, options: s_options).StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackWrites(SendTests.Text(1000)).TakeAllSent();
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 401)));
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
    }

    [Fact]
    public void FewSegmentsBehindAHole_SendItAgainAfterTheReorderingWindow()
    {
        // RACK.reo_wnd is a quarter of the least round trip.
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 201))).After((RoundTrip / 4) - 1).StackIsSilent().After(2);
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
    }

    [Fact]
    public void Reordered_ArrivesWithinTheWindow_NothingIsSentAgain()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 201))).After(5).PeerSends(Ack, seq: 1, ack: 201);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).After(100_000).StackIsSilent();
        Assert.Equal(0, dialogue.Counters.RetransmittedSegments);
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeveralHoles_AreSentAgainTogether(bool ipv6)
    {
        Dialogue dialogue = TenInFlight(ipv6: ipv6);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (801, 1001), (501, 601), (201, 301)));
        Assert.Equal([1], dialogue.TakeAllSent().Select(sent => sent.Seq).Take(1));
        dialogue.PeerSends(Ack, seq: 1, ack: 301, options: Sack(dialogue, (801, 1001), (501, 601)));
        dialogue.PeerSends(Ack, seq: 1, ack: 601, options: Sack(dialogue, (801, 1001)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).After(100_000);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.DoesNotContain(sent.Seq, new[] { 201, 501, 801, 901 }));
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
    }

    [Fact]
    public void FirstSelectiveAcknowledgments_LetNewSegmentsGo()
    {
        // Limited transmit (RFC 3042), by what RFC 6675 takes for being in the network.
        Dialogue dialogue = TenInFlight().StackWrites(SendTests.Text(1000)).StackIsSilent().After(RoundTrip).StackIsSilent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 201))).After(4);
        dialogue.StackSends(Ack, seq: 1001);
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 301))).After(4);
        dialogue.StackSends(Ack, seq: 1101);
        dialogue.StackIsSilent();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TailLost_DuringARecovery_IsFoundWithoutTheTimer(bool ipv6)
    {
        // What RFC 6675 4 (4) needs a rescue retransmission for: nothing behind the last segment tells of its loss but what was sent again.
        Dialogue dialogue = TenInFlight(ipv6: ipv6).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 901)));
        Assert.Equal([1], dialogue.TakeAllSent().Select(sent => sent.Seq));
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 901);
        dialogue.StackSends(Psh | Ack, seq: 901, data: SendTests.Text(100, 900));
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts + dialogue.Counters.TailLossProbes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LostRetransmission_IsFoundByLaterDeliveries(bool ipv6)
    {
        Dialogue dialogue = TenInFlight(ipv6: ipv6).StackWrites(SendTests.Text(2000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        int[] sent = [.. dialogue.TakeAllSent().Select(segment => segment.Seq)];
        Assert.Equal(1, sent[0]);
        Assert.Contains(1001, sent);

        // What was sent after the retransmission arrives, the retransmission does not.
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1101)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1401))).After(RoundTrip);
        Assert.Contains(dialogue.TakeAllSent(), segment => segment.Seq == 1);
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void Timeout_SendsAgainOnlyWhatIsMissing()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 901)));
        dialogue.TakeAllSent();
        dialogue.After(1000);
        Assert.True(dialogue.Counters.RetransmissionTimeouts > 0);
        dialogue.PeerSends(Ack, seq: 1, ack: 901).After(2000);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.True(sent.Seq is 1 or 901, $"{sent.Seq}"));
    }

    [Fact]
    public void Blocks_ThatMakeNoSense_AreIgnored()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (2000, 3000), (500, 400), (901, 1500)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (-500, -300)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (-500, 101)));
        Assert.Equal(0, dialogue.Connection.GetInfo().SackedSegments);
        Assert.Equal(0, dialogue.Counters.FastRetransmits);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).After(100_000).StackIsSilent();
    }

    [Fact]
    public void TailLoss_IsProbedAfterTwoRoundTrips()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801).After(RoundTrip).StackIsSilent().After(70);
        dialogue.StackSends(Psh | Ack, seq: 901, data: SendTests.Text(100, 900));
        dialogue.StackIsSilent();
        Assert.Equal(1, dialogue.Counters.TailLossProbes);

        // Its selective acknowledgment shows the loss before it, long before the timer.
        dialogue.PeerSends(Ack, seq: 1, ack: 801, options: Sack(dialogue, (901, 1001))).After(20);
        dialogue.StackSends(Ack, seq: 801, data: SendTests.Text(100, 800));
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void TailLoss_OfASingleSegment_IsProbedInsteadOfTimedOut()
    {
        // RFC 8985 7.2: with what a peer may delay a single acknowledgment the probe would come after the timeout; it takes its place.
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 901).StackIsSilent().After(250);
        dialogue.StackSends(Psh | Ack, seq: 901, data: SendTests.Text(100, 900));
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void TailLoss_OfDataSentBehindASingleSegment_IsProbedAfterTwoRoundTrips()
    {
        // The acknowledgment leaves one segment in flight, for which a probe would come later than the timer; then more is sent.
        Dialogue dialogue = TenInFlight().StackWrites(SendTests.Text(300)).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 901);
        Assert.Equal([1001, 1101, 1201], dialogue.TakeAllSent().Select(sent => sent.Seq));
        dialogue.After((2 * RoundTrip) + 4);
        Assert.Equal([1201], dialogue.TakeAllSent().Select(sent => sent.Seq));
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void TailLoss_ProbePrefersNewData()
    {
        Dialogue dialogue = TenInFlight().StackWrites(SendTests.Text(50)).StackIsSilent().After(120);
        dialogue.StackSends(Psh | Ack, seq: 1001, data: SendTests.Text(50));
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
    }

    [Fact]
    public void TailLoss_ProbeThatRepaired_LowersTheWindow()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801).After(110);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).StackWrites("more");
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.PeerSends(Ack, seq: 1, ack: 1005);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal((700, 700), (info.SlowStartThreshold, info.CongestionWindow));
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1, data: "more");
    }

    [Fact]
    public void TailLoss_ProbeThatWasNeedless_LeavesTheWindow()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801).After(110);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (901, 1001)));
        dialogue.StackWrites("more").PeerSends(Ack, seq: 1, ack: 1005);
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1, data: "more");
    }

    [Fact]
    public void TailLoss_NeedlessProbeReportedWithLaterData_LeavesTheWindow()
    {
        // RFC 8985 7.4.2: the duplicate is reported below the cumulative acknowledgment (RFC 2883 4).
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801).After(110);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).StackWrites("more");
        dialogue.PeerSends(Ack, seq: 1, ack: 1005, options: Sack(dialogue, (901, 1001)));
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1, data: "more");
    }

    [Fact]
    public void TailLoss_DuplicateOfTheAcknowledgment_ShowsThatTheProbeWasNeedless()
    {
        // RFC 8985 7.4.2: of a peer that reports no duplicates.
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801).After(110);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).PeerSends(Ack, seq: 1, ack: 1001);
        dialogue.StackWrites("more").PeerSends(Ack, seq: 1, ack: 1005);
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1, data: "more");
    }

    [Theory]
    [InlineData("data", 10_000)]
    [InlineData("", 9_000)]
    public void TailLoss_AcknowledgmentRepeatedForAnotherReason_SaysNothingOfTheProbe(string data, int window)
    {
        // RFC 8985 7.4.2 wants a duplicate acknowledgment (RFC 5681 2): data or a window that the peer sends repeats the number, too.
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 801, window: 10_000).After(110);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, window: 10_000).PeerSends(Ack, seq: 1, ack: 1001, data: data, window: window);
        dialogue.StackWrites("more").PeerSends(Ack, seq: 1 + data.Length, ack: 1005, window: window);
        Assert.NotEqual(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1001, ack: 1 + data.Length, data: "more");
    }

    [Fact]
    public void TailLoss_ProbeLost_IsLeftToTheTimer()
    {
        Dialogue dialogue = TenInFlight().After(120);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.After(400);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
        dialogue.StackSends(Psh | Ack, seq: 901, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    // RFC 8985 7.2: while one is out another would tell nothing.
    [Fact]
    public void TailLoss_NewDataBehindTheProbe_IsNotProbedAgain()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 501).After(100);
        Assert.Equal([901], dialogue.TakeAllSent().Select(sent => sent.Seq));
        dialogue.StackWrites(SendTests.Text(100)).StackSends(Psh | Ack, seq: 1001);
        dialogue.After((2 * RoundTrip) + 20).StackIsSilent();
        Assert.Equal(1, dialogue.Counters.TailLossProbes);

        // Nor does it put off the timeout, a round trip and 200 ms behind the probe.
        dialogue.After(130);
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
        dialogue.StackSends(Ack, seq: 501, ack: 1);
    }

    [Fact]
    public void Recovery_NothingFollowsTheRetransmission_IsProbedAfterTwoRoundTrips()
    {
        // All else has arrived: neither the loss of the retransmission nor that of its acknowledgment would be noticed before the timeout.
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        dialogue.StackIsSilent().After((2 * RoundTrip) + 4);
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (1, 101))).After(1000).StackIsSilent();
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
        Assert.Equal(0, dialogue.Counters.SpuriousRecoveries);
    }

    [Fact]
    public void Recovery_ItsTailIsLost_IsProbedAfterTwoRoundTrips()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 801)));
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 801).StackIsSilent().After((2 * RoundTrip) + 4);
        dialogue.StackSends(Psh | Ack, seq: 901, data: SendTests.Text(100, 900));
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 801, options: Sack(dialogue, (901, 1001)));
        dialogue.StackSends(Ack, seq: 801, data: SendTests.Text(100, 800));
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void TailLoss_ShortPath_IsProbedByWhatIsAnsweredAtOnce()
    {
        // New data would be acknowledged when the peer's delay is over.
        Dialogue dialogue = TenInFlight(roundTrip: 5).StackWrites(SendTests.Text(50)).StackIsSilent().After(14);
        dialogue.StackSends(Ack, seq: 901, data: SendTests.Text(100, 900));
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
    }

    [Fact]
    public void TailLoss_NeedlessProbe_DoesNotWidenTheReorderingWindow()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 801).After(110);
        Assert.Equal(1, dialogue.Counters.TailLossProbes);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (901, 1001))).TakeAllSent();
        dialogue.StackWrites(SendTests.Text(400)).TakeAllSent();
        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (1101, 1301)));
        dialogue.After((RoundTrip / 4) - 2).StackIsSilent().After(4);
        dialogue.StackSends(Ack, seq: 1001, data: SendTests.Text(100));
    }

    internal static Dialogue TenInFlight(int roundTrip = RoundTrip, bool ipv6 = false)
    {
        // One round trip is measured first.
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established(s_options, roundTrip);
        dialogue.Connection.NoDelay = true;
        for (int i = 0; i < 40; i++)
        {
            dialogue.StackWrites("m").After(roundTrip).PeerSends(Ack, seq: 1, ack: 2 + i);
        }

        dialogue.TakeAllSent();
        dialogue.Rebase(40);
        dialogue.StackWrites(SendTests.Text(1000));
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        return dialogue;
    }

    internal static TcpOptions Sack(Dialogue dialogue, params (int Start, int End)[] blocks)
    {
        TcpOptions options = default;
        foreach ((int start, int end) in blocks)
        {
            options.AddSackBlock(new SackBlock(dialogue.StackSequence(start), dialogue.StackSequence(end)));
        }

        return options;
    }
}
