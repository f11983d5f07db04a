using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Segments that a device put together pass as one, and count as those that they were on the wire.</summary>
public sealed class MergedSegmentTests : DialogueTests
{
    private static readonly TcpOptions s_mss1000 = new() { MaximumSegmentSize = 1000 };

    // Quick acknowledgments are used up: a single segment waits.
    private static readonly string s_full = new('f', 1000);

    [Fact]
    public void TwoFullSegments_AreAcknowledgedAtOnce()
    {
        Dialogue dialogue = PastTheStart(out int next);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: s_full).StackIsSilent();
        dialogue.PeerSends(Ack, seq: next + 1000, ack: 1, data: s_full).StackSends(Ack, seq: 1, ack: next + 2000);

        // RFC 5681 4.2, the same when they come as one.
        dialogue.PeerSends(Ack, seq: next + 2000, ack: 1, data: s_full + s_full, merged: 1000).StackSends(Ack, seq: 1, ack: next + 4000);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void MergedSegments_AreNotTakenForOneLargeOne()
    {
        Dialogue dialogue = PastTheStart(out int next);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: s_full + s_full + s_full, merged: 1000).StackSends(Ack, seq: 1, ack: next + 3000);

        // Two segments of the same size as ever are worth an acknowledgment.
        dialogue.PeerSends(Ack, seq: next + 3000, ack: 1, data: s_full).StackIsSilent();
        dialogue.PeerSends(Ack, seq: next + 4000, ack: 1, data: s_full).StackSends(Ack, seq: 1, ack: next + 5000);
    }

    [Fact]
    public void MergedSegments_CountEach()
    {
        Dialogue dialogue = PastTheStart(out int next);
        long before = dialogue.Counters.InSegments;
        dialogue.PeerSends(Psh | Ack, seq: next, ack: 1, data: s_full + s_full + "tail", merged: 1000);
        Assert.Equal(3, dialogue.Counters.InSegments - before);
        dialogue.StackSends(Ack, seq: 1, ack: next + 2004);
    }

    [Fact]
    public void MergedSegments_UseUpQuickAcknowledgments()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss1000);
        string all = new('f', 1000 * AcknowledgmentTiming.QuickSegments);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: all, merged: 1000).StackSends(Ack, seq: 1, ack: 1 + all.Length);
        dialogue.PeerSends(Ack, seq: 1 + all.Length, ack: 1, data: s_full).StackIsSilent();
    }

    [Fact]
    public void MergedSegments_PartlyOldAndBeyondTheWindow_AreCutLikeOne()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 5000, MaximumReceiveBufferSize = 5000 }).Established(s_mss1000);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: s_full).StackSends(Ack, seq: 1, ack: 1001);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: s_full + new string('g', 2000), merged: 1000).StackSends(Ack, seq: 1, ack: 3001);
        dialogue.PeerSends(Ack, seq: 3001, ack: 1, data: new string('h', 4000), merged: 1000).StackSends(Ack, seq: 1, ack: 5001, window: 0);
        dialogue.StackReads(s_full + new string('g', 2000) + new string('h', 2000));
        dialogue.StackSends(Ack, seq: 1, ack: 5001, window: 5000);
    }

    [Fact]
    public void MergedSegments_AheadOfTheirTurn_AreReportedAndKept()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss1000 with { SackPermitted = true });
        dialogue.PeerSends(Ack, seq: 1001, ack: 1, data: s_full + s_full, merged: 1000);
        SentByStack report = dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(1, report.Options.SackCount);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: s_full).StackSends(Ack, seq: 1, ack: 3001);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    [InlineData(65_535)]
    public void DeviceThatLiesOfTheSize_HarmsNothing(int size)
    {
        Dialogue dialogue = new Dialogue().Established(s_mss1000);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: s_full + s_full, merged: size).StackSends(Ack, seq: 1, ack: 2001);
        dialogue.PeerSends(Ack, seq: 2001, ack: 1, merged: size).StackIsSilent();
        dialogue.StackReads(s_full + s_full);
    }

    private static Dialogue PastTheStart(out int next)
    {
        Dialogue dialogue = new Dialogue().Established(s_mss1000);
        next = 1;
        for (int i = 0; i < AcknowledgmentTiming.QuickSegments; i++)
        {
            dialogue.PeerSends(Ack, seq: next, ack: 1, data: s_full);
            next += s_full.Length;
        }

        dialogue.TakeAllSent();
        return dialogue;
    }
}
