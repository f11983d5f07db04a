using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Runs of segments that the device cuts: what leaves as one, and that all else goes by the segments on the wire.</summary>
public sealed class SegmentationTests : DialogueTests
{
    private static readonly TcpOptions s_mss100 = new() { MaximumSegmentSize = 100 };
    private static readonly TcpOptions s_mss1000 = new() { MaximumSegmentSize = 1000 };

    [Fact]
    public void Write_DeviceSegments_LeavesAsOneRun()
    {
        Dialogue dialogue = Established(s_mss100).StackWrites(Text(950));
        SentByStack run = dialogue.StackSends(Psh | Ack, seq: 1, ack: 1, data: Text(950));
        Assert.Equal(100, run.SegmentSize);
        dialogue.StackIsSilent();
        Assert.Equal(11, dialogue.Counters.OutSegments);
    }

    [Fact]
    public void Write_OneSegment_IsNoRun()
    {
        Dialogue dialogue = Established(s_mss100).StackWrites(Text(100));
        Assert.Equal(0, dialogue.StackSends(Psh | Ack, seq: 1).SegmentSize);
    }

    [Theory]
    [InlineData(199, new[] { 100, 100, 100 })]
    [InlineData(250, new[] { 200, 100 })]
    [InlineData(65_000, new[] { 300 })]
    public void Run_IsNoLongerThanTheDeviceTakes(int maxPayload, int[] lengths)
    {
        Dialogue dialogue = Established(s_mss100, maxPayload).StackWrites(Text(300));
        Assert.Equal(lengths, dialogue.TakeAllSent().Select(static sent => sent.Data.Length));
    }

    [Fact]
    public void Run_EndsWhereThePeersWindowEnds()
    {
        Dialogue dialogue = Established(s_mss100).PeerSends(Ack, seq: 1, ack: 1, window: 350).StackWrites(Text(900));
        Assert.Equal(300, dialogue.StackSends(Ack, seq: 1).Data.Length);
    }

    [Fact]
    public void Run_EndsWhereTheCongestionWindowEnds()
    {
        Dialogue dialogue = Established(s_mss1000).StackWrites(Text(20_000));
        Assert.Equal(10_000, dialogue.StackSends(Ack, seq: 1).Data.Length);
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: 2001);
        Assert.Equal(4000, dialogue.StackSends(Ack, seq: 10_001).Data.Length);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void Run_OnALongPath_IsNoLongerThanPacingAllows()
    {
        Dialogue dialogue = Established(s_mss1000, roundTrip: 100).StackWrites(Text(40_000));
        Assert.Equal(10_000, dialogue.StackSends(Ack, seq: 1).Data.Length);
        dialogue.After(100).PeerSends(Ack, seq: 1, ack: 10_001);
        Assert.Equal(10_000, dialogue.StackSends(Ack, seq: 10_001).Data.Length);
        dialogue.StackIsSilent().After(26);
        Assert.Equal(10_000, dialogue.StackSends(Ack, seq: 20_001).Data.Length);
    }

    [Fact]
    public void Run_SmallSegmentInFlight_LeavesTheTailToNagle()
    {
        Dialogue dialogue = Established(s_mss100).StackWrites("a");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "a");
        dialogue.StackWrites(Text(250));
        dialogue.StackSends(Ack, seq: 2, data: Text(200));
        dialogue.StackIsSilent().PeerSends(Ack, seq: 1, ack: 2);
        dialogue.StackSends(Psh | Ack, seq: 202, data: Text(50, 200));
    }

    [Fact]
    public void Run_WithASmallTail_MakesTheNextSmallOneWait()
    {
        Dialogue dialogue = Established(s_mss100).StackWrites(Text(250));
        dialogue.StackSends(Psh | Ack, seq: 1, data: Text(250));
        dialogue.StackWrites("b").StackIsSilent().PeerSends(Ack, seq: 1, ack: 201).StackIsSilent().PeerSends(Ack, seq: 1, ack: 251);
        dialogue.StackSends(Psh | Ack, seq: 251, data: "b");
    }

    [Fact]
    public void Run_OfAllThatIsLeft_CarriesTheFin()
    {
        Dialogue dialogue = Established(s_mss1000).StackWrites(Text(12_500)).StackShutsDown();
        dialogue.StackSends(Ack, seq: 1, data: Text(10_000));
        dialogue.PeerSends(Ack, seq: 1, ack: 10_001);
        Assert.Equal(1000, dialogue.StackSends(Fin | Psh | Ack, seq: 10_001, data: Text(2500, 10_000)).SegmentSize);
        dialogue.PeerSends(Ack, seq: 1, ack: 12_502).StateIs(TcpState.FinWait2);
    }

    [Fact]
    public void LossInsideARun_IsRepairedByItsOneSegment()
    {
        Dialogue dialogue = Established(s_mss1000 with { SackPermitted = true }).StackWrites(Text(10_000));
        dialogue.StackSends(Psh | Ack, seq: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 3001);
        dialogue.PeerSends(Ack, seq: 1, ack: 3001, options: Sack(dialogue, 4001, 9001));
        SentByStack again = dialogue.StackSends(Ack, seq: 3001, data: Text(1000, 3000));
        Assert.Equal(0, again.SegmentSize);
        dialogue.StackIsSilent();
        Assert.Equal(1, dialogue.Counters.RetransmittedSegments);
    }

    [Fact]
    public void Timeout_SendsASegmentOfTheRunAgain()
    {
        Dialogue dialogue = Established(s_mss1000).StackWrites(Text(5000));
        dialogue.StackSends(Psh | Ack, seq: 1, data: Text(5000));
        dialogue.After(300);
        dialogue.StackSends(Ack, seq: 1, data: Text(1000));
        dialogue.StackIsSilent();
    }

    [Fact]
    public void TimeoutThatMayHaveBeenNeedless_TwoNewSegmentsGoAndNoRun()
    {
        Dialogue dialogue = Established(s_mss1000).StackWrites(Text(20_000));
        dialogue.StackSends(Ack, seq: 1, data: Text(10_000));
        dialogue.After(300).StackSends(Ack, seq: 1, data: Text(1000));

        // RFC 5682 2.1, step 2b.
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        Assert.Equal([10_001, 11_001], dialogue.TakeAllSent().Select(static sent => sent.Seq));
    }

    [Fact]
    public void WordOfAReducedWindow_GoesWithASegmentOfItsOwn()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { CongestionControl = CongestionControlAlgorithm.NewReno });
        dialogue.Output.MaxSegmentationPayload = 65_000;
        dialogue.Listens().PeerSends(Syn | Ece | Cwr, seq: 0, options: s_mss1000);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts().StackWrites(Text(30_000));
        dialogue.StackSends(Ack, seq: 1, data: Text(10_000));
        dialogue.PeerSends(Ack | Ece, seq: 1, ack: 5001).PeerSends(Ack | Ece, seq: 1, ack: 10_001);
        List<SentByStack> sent = dialogue.TakeAllSent();
        Assert.Equal([0, 1000], sent.Select(static run => run.SegmentSize).Take(2));
        Assert.Equal([true, false], sent.Select(static run => (run.Flags & Cwr) != 0).Take(2));
        Assert.All(sent, static run => Assert.True(run.IsEcnCapable));
    }

    [Fact]
    public void PathMtuLowered_RunIsCutSmaller()
    {
        Dialogue dialogue = Established(new TcpOptions { MaximumSegmentSize = 1460 });
        dialogue.Output.Mtu = 1040;
        dialogue.StackWrites(Text(5000));
        Assert.Equal(1000, dialogue.StackSends(Psh | Ack, seq: 1, data: Text(5000)).SegmentSize);
    }

    [Fact]
    public void NoRoom_TheRunGoesLater()
    {
        Dialogue dialogue = Established(s_mss100);
        dialogue.Output.Room = 0;
        dialogue.StackWrites(Text(500)).StackIsSilent();
        dialogue.Output.Room = 1;
        dialogue.Polls().StackSends(Psh | Ack, seq: 1, data: Text(500));
    }

    private static Dialogue Established(TcpOptions options, int maxPayload = 65_000, int roundTrip = 0)
    {
        Dialogue dialogue = new();
        dialogue.Output.MaxSegmentationPayload = maxPayload;
        return dialogue.Established(options, roundTrip);
    }

    private static TcpOptions Sack(Dialogue dialogue, int start, int end)
    {
        TcpOptions options = default;
        options.AddSackBlock(new SackBlock(dialogue.StackSequence(start), dialogue.StackSequence(end)));
        return options;
    }

    private static string Text(int length, int from = 0) => new([.. Enumerable.Range(from, length).Select(static i => (char)('a' + (i % 26)))]);
}
