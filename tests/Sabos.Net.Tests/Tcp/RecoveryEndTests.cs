using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>The end of fast recovery: the window it leaves, and what of the next one is known to be lost already.</summary>
public sealed class RecoveryEndTests
{
    private const int RoundTrip = 40;
    private static readonly TcpOptions s_options = new() { MaximumSegmentSize = 100, SackPermitted = true };

    [Fact]
    public void Recovery_WithLittleInFlight_TheWindowIsTheThreshold()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.NotEqual(int.MaxValue, info.SlowStartThreshold);
        Assert.Equal(info.SlowStartThreshold, info.CongestionWindow);
    }

    [Fact]
    public void Recovery_LossInWhatWasSentDuringIt_LowersTheWindowAgain()
    {
        // RFC 5681 4.3: loss in two successive windows of data is two indications of congestion.
        Dialogue dialogue = TenInFlight().StackWrites(SendTests.Text(2000)).After(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1401);
        int lowered = dialogue.Connection.GetInfo().SlowStartThreshold;

        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (1101, 1501), (101, 1001)));
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1001);
        Assert.Equal(lowered, dialogue.Connection.GetInfo().SlowStartThreshold);

        dialogue.PeerSends(Ack, seq: 1, ack: 1001, options: Sack(dialogue, (1101, 1501)));
        Assert.Equal(lowered * 7 / 10, dialogue.Connection.GetInfo().SlowStartThreshold);

        dialogue.After(RoundTrip).PeerSends(Ack, seq: 1, ack: dialogue.Connection.GetInfo().SendQueue + 1);
        Assert.Equal(lowered * 7 / 10, dialogue.Connection.GetInfo().SlowStartThreshold);
    }

    private static Dialogue TenInFlight()
    {
        // One round trip is measured first.
        Dialogue dialogue = new Dialogue().Established(s_options, RoundTrip);
        dialogue.Connection.NoDelay = true;
        for (int i = 0; i < 40; i++)
        {
            dialogue.StackWrites("m").After(RoundTrip).PeerSends(Ack, seq: 1, ack: 2 + i);
        }

        dialogue.TakeAllSent();
        dialogue.Rebase(40);
        dialogue.StackWrites(SendTests.Text(1000));
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        return dialogue;
    }

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
