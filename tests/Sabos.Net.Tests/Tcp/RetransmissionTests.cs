using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>The retransmission timer (RFC 6298) and fast retransmit without selective acknowledgments (RFC 5681, RFC 6582, RFC 3042).</summary>
public sealed class RetransmissionTests : DialogueTests
{
    private static readonly TcpOptions s_mss100 = new() { MaximumSegmentSize = 100 };
    private static readonly TcpSettings s_newReno = new() { CongestionControl = CongestionControlAlgorithm.NewReno };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timer_NothingAcknowledged_SendsAgainWithBackoff(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established().StackWrites("lost");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "lost");

        // The handshake took no time: 200 ms above a round trip of nothing.
        foreach (int milliseconds in new[] { 201, 400, 800, 1600 })
        {
            dialogue.After(milliseconds - 2).StackIsSilent().After(2);
            dialogue.StackSends(Psh | Ack, seq: 1, data: "lost");
        }

        Assert.Equal(4, dialogue.Counters.RetransmittedSegments);
        Assert.Equal(4, dialogue.Counters.RetransmissionTimeouts);
        Assert.Equal(4, dialogue.Connection.GetInfo().Retransmissions);
    }

    [Fact]
    public void Timer_NeverAnswered_EndsWithTimedOut()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("lost").After(100_000).StateIs(TcpState.Established).After(900_000);
        dialogue.StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        Assert.Equal(16, dialogue.TakeAllSent().Count);
        Assert.True((dialogue.Log.Take() & Readiness.Error) != 0);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
    }

    [Fact]
    public void Timer_Acknowledged_Stops()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("data");
        dialogue.StackSends(Psh | Ack, seq: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 5).After(100_000).StackIsSilent();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timer_PartlyAcknowledged_StartsAnewForTheRest(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established(s_mss100).StackWrites(SendTests.Text(200));
        dialogue.TakeAllSent();
        dialogue.After(150).PeerSends(Ack, seq: 1, ack: 101).After(199).StackIsSilent();
        dialogue.After(1000);
        dialogue.StackSends(Psh | Ack, seq: 101, data: SendTests.Text(100, 100));
        dialogue.StackSends(Psh | Ack, seq: 101, ack: 1);
    }

    [Fact]
    public void Timer_AcknowledgmentInsideASegment_SendsOnlyTheRest()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites(SendTests.Text(100));
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 41).After(1000);
        dialogue.StackSends(Psh | Ack, seq: 41, data: SendTests.Text(60, 40));
        dialogue.StackSends(Psh | Ack, seq: 41, ack: 1);
    }

    [Fact]
    public void Timer_SeveralSegmentsLost_FirstAloneThenTheRestByAcknowledgments()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites(SendTests.Text(500));
        Assert.Equal(5, dialogue.TakeAllSent().Count);
        dialogue.After(210);
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: 101);
        Assert.Equal([101, 201], dialogue.TakeAllSent().Select(sent => sent.Seq));
        dialogue.PeerSends(Ack, seq: 1, ack: 501).After(100_000).StackIsSilent();
    }

    [Fact]
    public void Timer_Loss_LowersTheThresholdOnceAndTheWindowToOneSegment()
    {
        Dialogue dialogue = new Dialogue(s_newReno).Established(s_mss100).StackWrites(SendTests.Text(1000));
        dialogue.TakeAllSent();
        dialogue.After(210);
        Assert.Equal(100, dialogue.Connection.GetInfo().CongestionWindow);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.After(2000);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void RoundTrip_OfWhatWasSentTwice_IsNotMeasured()
    {
        // Karn's algorithm (RFC 6298 3): the timeout stays backed off too.
        Dialogue dialogue = new Dialogue().Established().StackWrites("a").After(210);
        TimeSpan before = dialogue.Connection.GetInfo().SmoothedRoundTripTime;
        dialogue.PeerSends(Ack, seq: 1, ack: 2);
        Assert.Equal(before, dialogue.Connection.GetInfo().SmoothedRoundTripTime);
        Assert.InRange(dialogue.Connection.GetInfo().RetransmissionTimeout.TotalMilliseconds, 400, 410);

        dialogue.StackWrites("b").After(100).PeerSends(Ack, seq: 1, ack: 3);
        Assert.InRange(dialogue.Connection.GetInfo().SmoothedRoundTripTime.TotalMilliseconds, 12, 13);
        Assert.InRange(dialogue.Connection.GetInfo().RetransmissionTimeout.TotalMilliseconds, 200, 330);
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 1, data: "a");
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 1, data: "a");
        dialogue.StackSends(Psh | Ack, seq: 2, ack: 1, data: "b");
    }

    [Fact]
    public void RoundTrip_WithTimestamps_TellsWhichTransmissionWasAnswered()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { Timestamps = new TcpTimestamps(1, 0) }).StackWrites("a");
        uint first = dialogue.StackSends(Psh | Ack, seq: 1).Options.Timestamps!.Value.Value;
        dialogue.After(210);
        uint second = dialogue.StackSends(Psh | Ack, seq: 1).Options.Timestamps!.Value.Value;
        Assert.InRange(second - first, 200u, 210u);
        TimeSpan before = dialogue.Connection.GetInfo().SmoothedRoundTripTime;
        dialogue.After(80).PeerSends(Ack, seq: 1, ack: 2, options: new TcpOptions { Timestamps = new TcpTimestamps(2, second) });
        Assert.InRange(dialogue.Connection.GetInfo().SmoothedRoundTripTime.TotalMilliseconds, 8, 12);
        Assert.True(dialogue.Connection.GetInfo().SmoothedRoundTripTime > before);
    }

    [Fact]
    public void ThreeDuplicates_SendTheFirstSegmentAgain()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1).PeerSends(Ack, seq: 1, ack: 1);
        Assert.DoesNotContain(dialogue.TakeAllSent(), sent => sent.Seq == 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void FirstDuplicates_LetNewSegmentsGo()
    {
        // Limited transmit (RFC 3042).
        Dialogue dialogue = TenInFlight();
        dialogue.StackWrites(SendTests.Text(1000)).StackIsSilent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1001);
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1101);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void Duplicates_ThatAreNone_DoNotCount()
    {
        // RFC 5681 2: data, or another window, makes it something else.
        Dialogue dialogue = TenInFlight();
        for (int i = 0; i < 4; i++)
        {
            dialogue.PeerSends(Ack, seq: 1 + i, ack: 1, data: "x").PeerSends(Ack, seq: 2 + i, ack: 1, window: 60_000 + i);
        }

        Assert.Equal(0, dialogue.Counters.FastRetransmits);
        dialogue.StackSends(Ack, seq: 1001, ack: 3);
        dialogue.StackSends(Ack, seq: 1001, ack: 5);
    }

    [Fact]
    public void FastRecovery_PartialAcknowledgment_SendsTheNextHole()
    {
        Dialogue dialogue = TenInFlight();
        for (int i = 0; i < 8; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1);
        }

        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 301);
        dialogue.StackSends(Ack, seq: 301, data: SendTests.Text(100, 300));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).After(100_000).StackIsSilent();
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        Assert.Equal(2, dialogue.Counters.RetransmittedSegments);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
    }

    [Fact]
    public void FastRetransmit_LossOfTheRetransmission_IsLeftToTheTimer()
    {
        Dialogue dialogue = TenInFlight();
        for (int i = 0; i < 9; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1);
        }

        Assert.Single(dialogue.TakeAllSent(), sent => sent.Seq == 1);
        dialogue.After(250);
        dialogue.StackSends(Ack, seq: 1);
        Assert.Equal(1, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void Duplicates_AfterATimeout_DoNotStartFastRecovery()
    {
        // RFC 6582 3.2 step 2: they may answer what was sent again needlessly.
        Dialogue dialogue = TenInFlight().After(210);
        dialogue.TakeAllSent();
        for (int i = 0; i < 5; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1);
        }

        Assert.Equal(0, dialogue.Counters.FastRetransmits);
        Assert.Equal([101, 201, 301, 401, 501], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Duplicates_OfWhatTheTimeoutSentNeedlessly_DoNotStartFastRecovery()
    {
        // RFC 6582 3.2 step 2, after the recovery.
        Dialogue dialogue = TenInFlight().After(210);
        dialogue.PeerSends(Ack, seq: 1, ack: 1001).StackWrites(SendTests.Text(800)).TakeAllSent();
        for (int i = 0; i < 5; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        }

        Assert.Equal(0, dialogue.Counters.FastRetransmits);
        dialogue.PeerSends(Ack, seq: 1, ack: 1101).PeerSends(Ack, seq: 1, ack: 1101).PeerSends(Ack, seq: 1, ack: 1101).PeerSends(Ack, seq: 1, ack: 1101);
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
        dialogue.StackSends(Ack, seq: 1601, ack: 1);
        dialogue.StackSends(Psh | Ack, seq: 1701, ack: 1);
        dialogue.StackSends(Ack, seq: 1101, ack: 1);
    }

    [Fact]
    public void SlowStart_EachAcknowledgment_GrowsTheWindowByIt()
    {
        Dialogue dialogue = TenInFlight();
        Assert.Equal(1000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.StackWrites(SendTests.Text(2000));
        dialogue.PeerSends(Ack, seq: 1, ack: 201);
        Assert.Equal(1200, dialogue.Connection.GetInfo().CongestionWindow);
        Assert.Equal(4, dialogue.TakeAllSent().Count);
    }

    [Fact]
    public void Window_NotUsed_DoesNotGrow()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100);
        for (int i = 0; i < 50; i++)
        {
            dialogue.StackWrites("x").PeerSends(Ack, seq: 1, ack: 2 + i);
        }

        Assert.Equal(1000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void Idle_ForLongerThanTheTimeout_BeginsWithTheInitialWindow()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.StackWrites(SendTests.Text(4000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        dialogue.PeerSends(Ack, seq: 1, ack: 3001).PeerSends(Ack, seq: 1, ack: 5001);
        Assert.True(dialogue.Connection.GetInfo().CongestionWindow > 1000);
        dialogue.After(60_000).StackWrites("after the pause");
        Assert.Equal(1000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.TakeAllSent();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PacketTooBig_ForASegmentInFlight_IsFollowed(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established(new TcpOptions { MaximumSegmentSize = 1440 }).StackWrites(SendTests.Text(1440));
        SentByStack whole = dialogue.StackSends(Psh | Ack, seq: 1);
        dialogue.PathReports(PathError.PacketTooBig, seq: 5000, pathMtu: 1300).StackIsSilent();
        dialogue.PathReports(PathError.PacketTooBig, seq: 1, pathMtu: 1300);
        int size = ipv6 ? 1240 : 1260;
        Assert.Equal([(1, size), (1 + size, 1440 - size)], dialogue.TakeAllSent().Select(sent => (sent.Seq, sent.Data.Length)));
        Assert.Equal(1440, whole.Data.Length);

        // It is no sign of congestion (RFC 1191 6.4 leaves the window be).
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.PeerSends(Ack, seq: 1, ack: 1441).After(100_000).StackIsSilent();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MessageTooLong_FromTheIpLayer_IsFollowed(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established(new TcpOptions { MaximumSegmentSize = 1440 });
        dialogue.Output.Mtu = 1300;
        dialogue.StackWrites(SendTests.Text(1400));
        int size = ipv6 ? 1240 : 1260;
        Assert.Equal([size, 1400 - size], dialogue.TakeAllSent().Select(sent => sent.Data.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unreachable_InSynSent_EndsAtOnce(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PathReports(PathError.HostUnreachable, seq: 0).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.HostUnreachable, dialogue.Connection.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unreachable_WhenEstablished_OnlyExplainsTheTimeout(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established().StackWrites("data");
        dialogue.PathReports(PathError.NetworkUnreachable, seq: 1).StateIs(TcpState.Established).After(1_000_000);
        Assert.Equal(TransportError.NetworkUnreachable, dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(1, 16), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    private static Dialogue TenInFlight()
    {
        Dialogue dialogue = new Dialogue(s_newReno).Established(s_mss100).StackWrites(SendTests.Text(1000));
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        return dialogue;
    }
}
