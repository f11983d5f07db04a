using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;
using static Sabos.Net.Tests.SelectiveRecoveryTests;

namespace Sabos.Net.Tests;

/// <summary>The end of fast recovery: the window it leaves, and what of the next one is known to be lost already.</summary>
public sealed class RecoveryEndTests : DialogueTests
{
    [Fact]
    public void Recovery_WithLittleInFlight_TheWindowIsTheThreshold()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1001);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.NotEqual(int.MaxValue, info.SlowStartThreshold);
        Assert.Equal(info.SlowStartThreshold, info.CongestionWindow);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
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
        Assert.Equal([2001, 2101, 2201, 2301], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }
}
