using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Explicit congestion notification on a connection that agreed on it: RFC 3168 6.1.2 to 6.1.6.</summary>
public sealed class EcnTests : DialogueTests
{
    private static readonly TcpSettings s_newReno = new() { CongestionControl = CongestionControlAlgorithm.NewReno };
    private static readonly TcpOptions s_options = new() { MaximumSegmentSize = 100 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NewData_IsEcnCapable_NothingElseIs(bool ipv6)
    {
        Dialogue dialogue = Established(ipv6: ipv6).StackWrites("data");
        Assert.True(dialogue.StackSends(Psh | Ack, seq: 1).IsEcnCapable);

        // Sent again (6.1.5).
        dialogue.After(1000);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.False(sent.IsEcnCapable));

        // A pure acknowledgment (6.1.4).
        dialogue.PeerSends(Ack, seq: 1, ack: 5, data: "answer").After(100);
        Assert.False(dialogue.StackSends(Ack, seq: 5, ack: 7).IsEcnCapable);

        // A window probe (6.1.6).
        dialogue.PeerSends(Ack, seq: 7, ack: 5, window: 0).StackWrites("more").After(5000);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.False(sent.IsEcnCapable));

        // A FIN without data.
        dialogue.PeerSends(Ack, seq: 7, ack: 5);
        dialogue.PeerSends(Ack, seq: 7, ack: 9).TakeAllSent();
        dialogue.StackShutsDown();
        Assert.False(dialogue.StackSends(Fin | Ack, seq: 9).IsEcnCapable);
    }

    [Fact]
    public void TrafficClass_OfTheProgram_LeavesTheEcnBitsAlone()
    {
        Dialogue dialogue = Established();
        dialogue.Connection.TrafficClass = 0b1011_0001;
        dialogue.StackWrites("data");
        Assert.Equal(0b1011_0010, dialogue.StackSends(Psh | Ack, seq: 1).Ip.TrafficClass);

        Dialogue plain = new Dialogue().Established();
        plain.Connection.TrafficClass = 0b1011_0011;
        plain.StackWrites("data");
        Assert.Equal(0b1011_0000, plain.StackSends(Psh | Ack, seq: 1).Ip.TrafficClass);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MarkedData_IsEchoedUntilThePeerReduces(bool ipv6)
    {
        Dialogue dialogue = Established(ipv6: ipv6).PeerSends(Ack, seq: 1, ack: 1, data: "a", marked: true);
        dialogue.StackSends(Ack | Ece, seq: 1, ack: 2);
        dialogue.PeerSends(Ack, seq: 2, ack: 1, data: "b").PeerSends(Ack, seq: 3, ack: 1, data: "c");
        dialogue.StackSends(Ack | Ece, seq: 1, ack: 4);
        dialogue.StackWrites("with data too");
        dialogue.StackSends(Psh | Ack | Ece, seq: 1);

        dialogue.PeerSends(Ack | Cwr, seq: 4, ack: 14, data: "d");
        dialogue.StackSends(Ack, seq: 14, ack: 5);
        Assert.Equal(1, dialogue.Counters.MarkedSegments);
    }

    [Fact]
    public void MarkedData_WithTheWordOfAReduction_IsEchoedAnew()
    {
        Dialogue dialogue = Established().PeerSends(Ack, seq: 1, ack: 1, data: "a", marked: true);
        dialogue.StackSends(Ack | Ece, seq: 1, ack: 2);
        dialogue.PeerSends(Ack | Cwr, seq: 2, ack: 1, data: "b", marked: true);
        dialogue.StackSends(Ack | Ece, seq: 1, ack: 3);
    }

    [Fact]
    public void Mark_OutsideOfTheWindowOrWithoutData_IsIgnored()
    {
        // 6.1.5: anybody could send those.
        Dialogue dialogue = Established().PeerSends(Ack, seq: -50, ack: 1, data: "old", marked: true).PeerSends(Ack, seq: 1, ack: 1, marked: true);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.Equal(None, sent.Flags & Ece));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "x").After(100);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
    }

    [Fact]
    public void Mark_OnAPlainConnection_IsIgnored()
    {
        Dialogue dialogue = new Dialogue().Established().PeerSends(Ack, seq: 1, ack: 1, data: "a", marked: true).After(100);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        Assert.Equal(0, dialogue.Counters.MarkedSegments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Echo_HalvesTheWindowOnceForAllInFlightAndTellsWithNewData(bool selective)
    {
        Dialogue dialogue = Established(s_options with { SackPermitted = selective }).StackWrites(SendTests.Text(3000));
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        for (int una = 201; una <= 1001; una += 200)
        {
            dialogue.PeerSends(Ack | Ece, seq: 1, ack: una);
        }

        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal((500, 500), (info.CongestionWindow, info.SlowStartThreshold));
        Assert.Equal(1, dialogue.Counters.EcnReductions);

        // The reduction is spread: one segment for two that left, until half are in flight.
        SentByStack[] sent = [.. dialogue.TakeAllSent()];
        Assert.Equal([1001, 1101, 1201, 1301, 1401], sent.Select(segment => segment.Seq));
        Assert.Equal([Ack | Cwr, Ack, Ack, Ack, Ack], sent.Select(segment => segment.Flags));
        Assert.All(sent, segment => Assert.True(segment.IsEcnCapable));

        // What the peer sends after it got CWR is news.
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: 1201);
        Assert.Equal(2, dialogue.Counters.EcnReductions);
        Assert.Equal(0, dialogue.Counters.RetransmittedSegments);
        dialogue.StackSends(Ack | Cwr, seq: 1501, ack: 1);
    }

    [Fact]
    public void Echo_OnAPlainConnection_IsIgnored()
    {
        Dialogue dialogue = new Dialogue().Established(s_options).StackWrites(SendTests.Text(3000)).PeerSends(Ack | Ece, seq: 1, ack: 201);
        Assert.Equal(int.MaxValue, dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.Equal([1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1001, 1101, 1201, 1301], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Loss_InTheWindowThatWasMarked_ReducesNoFurther()
    {
        // 6.1.2: once for a series of dropped and marked packets of one window.
        Dialogue dialogue = Established(s_options with { SackPermitted = true }).StackWrites(SendTests.Text(3000));
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: 101).TakeAllSent();
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: 101, options: Sack(dialogue, 201, 1001));
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 101);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.Equal(1, dialogue.Counters.FastRetransmits);
    }

    [Fact]
    public void Mark_InTheWindowThatHadALoss_ReducesNoFurther()
    {
        Dialogue dialogue = Established(s_options with { SackPermitted = true }).StackWrites(SendTests.Text(3000));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, 101, 401)).TakeAllSent();
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: 401).PeerSends(Ack | Ece, seq: 1, ack: 1001);
        Assert.Equal(0, dialogue.Counters.EcnReductions);
        Assert.Equal(500, dialogue.Connection.GetInfo().SlowStartThreshold);
        Assert.Equal([1001, 1101, 1201, 1301, 1401], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Reduction_ForALoss_IsToldToo()
    {
        // 6.1.2: whatever the reason; not with what is sent again.
        Dialogue dialogue = Established().StackWrites("lost").After(1000);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.Equal(None, sent.Flags & Cwr));
        dialogue.PeerSends(Ack, seq: 1, ack: 5).StackWrites("new");
        dialogue.StackSends(Psh | Ack | Cwr, seq: 5);
        dialogue.PeerSends(Ack, seq: 1, ack: 8).StackWrites("newer");
        dialogue.StackSends(Psh | Ack, seq: 8);
    }

    [Fact]
    public void Echo_WithAWindowOfOneSegment_HoldsNewDataUntilTheTimer()
    {
        // 6.1.2: less than a segment in a round trip.
        Dialogue dialogue = Established(s_options).StackWrites(SendTests.Text(1000));
        dialogue.TakeAllSent();
        int una = 1001;
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: una);
        while (dialogue.Connection.GetInfo().CongestionWindow > 100)
        {
            dialogue.StackWrites(SendTests.Text(100));
            dialogue.StackSends(Psh | Ack | Cwr, seq: una);
            una += 100;
            dialogue.PeerSends(Ack | Ece, seq: 1, ack: una);
        }

        dialogue.StackWrites(SendTests.Text(100));
        dialogue.StackSends(Psh | Ack | Cwr, seq: una);
        una += 100;
        dialogue.StackWrites(SendTests.Text(200)).PeerSends(Ack | Ece, seq: 1, ack: una);
        dialogue.After(195).StackIsSilent().After(10);
        dialogue.StackSends(Ack | Cwr, seq: una);
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: una + 100);
        dialogue.StackSends(Psh | Ack, seq: una + 100);
        Assert.Equal(0, dialogue.Counters.RetransmissionTimeouts);
    }

    [Fact]
    public void Echo_AfterTwoGigabytesWithoutCongestion_StillCounts()
    {
        // The sequence numbers of the last reduction, or of the beginning, then seem to lie ahead.
        LossRecovery recovery = NewRecovery(out SequenceNumber next);
        for (int i = 0; i < 5; i++)
        {
            next += 1 << 29;
            recovery.TakeAdvance(new AcknowledgmentSample(default, 1 << 29, next, next, default, default));
        }

        Assert.True(recovery.TakeCongestionEcho(next, next));
        Assert.False(recovery.TakeCongestionEcho(next, next));
    }

    private static LossRecovery NewRecovery(out SequenceNumber initial)
    {
        initial = new SequenceNumber(77);
        return new LossRecovery(new SentSegments(), new CongestionWindow(1000, initial, new NewRenoCongestionControl(hyStart: false)), initial);
    }

    private static Dialogue Established(TcpOptions options = default, bool ipv6 = false)
    {
        Dialogue dialogue = new Dialogue(s_newReno, ipv6: ipv6).Listens().PeerSends(Syn | Ece | Cwr, seq: 0, options: options);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        return dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
    }

    private static TcpOptions Sack(Dialogue dialogue, int start, int end)
    {
        TcpOptions options = default;
        options.AddSackBlock(new SackBlock(dialogue.StackSequence(start), dialogue.StackSequence(end)));
        return options;
    }
}
