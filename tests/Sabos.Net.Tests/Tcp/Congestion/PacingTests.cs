using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>No event releases a burst of more than ten segments on a long path; on a short one nothing has to wait.</summary>
public sealed class PacingTests : DialogueTests
{
    private const int RoundTrip = 100;
    private static readonly TcpOptions s_mss1000 = new() { MaximumSegmentSize = 1000 };

    [Fact]
    public void StretchAcknowledgment_ReleasesAQuantumAtATime()
    {
        Dialogue dialogue = TenInFlight(RoundTrip).After(RoundTrip).PeerSends(Ack, seq: 1, ack: 10_001);
        Assert.Equal(20_000, dialogue.Connection.GetInfo().CongestionWindow);
        Assert.Equal(10, dialogue.TakeAllSent().Count);

        // Two windows of 20 in a round trip of 100 ms: ten in 25 ms.
        dialogue.After(24).StackIsSilent().After(2);
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        dialogue.After(70).StackIsSilent();
    }

    [Fact]
    public void SteadyAcknowledgments_ReleaseWhatTheyAllowAtOnce()
    {
        Dialogue dialogue = TenInFlight(RoundTrip).After(RoundTrip);
        for (int i = 1; i <= 5; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2000 * i));
            Assert.Equal(4, dialogue.TakeAllSent().Count);
            dialogue.After(RoundTrip / 5);
        }
    }

    [Fact]
    public void ShortPath_IsNotPaced()
    {
        Dialogue dialogue = TenInFlight(roundTrip: 1).After(1).PeerSends(Ack, seq: 1, ack: 10_001);
        Assert.Equal(20, dialogue.TakeAllSent().Count);
    }

    [Fact]
    public void OpeningWindow_ReleasesAQuantumAtATime()
    {
        Dialogue dialogue = TenInFlight(RoundTrip).After(RoundTrip).PeerSends(Ack, seq: 1, ack: 10_001, window: 0).StackIsSilent();
        dialogue.After(50).PeerSends(Ack, seq: 1, ack: 10_001);
        Assert.Equal(10, dialogue.TakeAllSent().Count);
    }

    [Fact]
    public void Retransmission_DoesNotWait()
    {
        Dialogue dialogue = TenInFlight(RoundTrip);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).PeerSends(Ack, seq: 1, ack: 1).PeerSends(Ack, seq: 1, ack: 1);
        Assert.Contains(dialogue.TakeAllSent(), sent => sent.Seq == 1);
    }

    [Fact]
    public void Pause_OnALongPath_KeepsTheWindowAndPacesIt()
    {
        // RFC 7661 4.4.
        Dialogue dialogue = WindowOfForty();
        dialogue.After(60_000).StackWrites(SendTests.Text(40_000));
        Assert.Equal(40_000, dialogue.Connection.GetInfo().CongestionWindow);
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        dialogue.After(RoundTrip);
        Assert.Equal(30, dialogue.TakeAllSent().Count);
    }

    [Fact]
    public void Pause_OfElevenMinutes_HalvesTheWindowTwice()
    {
        // RFC 7661 4.4.4.
        Dialogue dialogue = WindowOfForty();
        dialogue.After(11 * 60_000).StackWrites("x");
        Assert.Equal(10_000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.StackSends(Psh | Ack, seq: 30_001, ack: 1, data: "x");
    }

    [Fact]
    public void LittleUse_ForFiveMinutes_HalvesTheWindow()
    {
        Dialogue dialogue = WindowOfForty();
        int acknowledged = 30_001;
        for (int seconds = 0; seconds < 295; seconds++)
        {
            dialogue.StackWrites("x").After(RoundTrip).PeerSends(Ack, seq: 1, ack: ++acknowledged).After(900);
        }

        Assert.Equal(40_000, dialogue.Connection.GetInfo().CongestionWindow);
        for (int seconds = 0; seconds < 10; seconds++)
        {
            dialogue.StackWrites("x").After(RoundTrip).PeerSends(Ack, seq: 1, ack: ++acknowledged).After(900);
        }

        Assert.Equal(20_000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void Pause_OnAShortPath_BeginsWithTheInitialWindow()
    {
        // RFC 5681 4.1; slow start leads back to three quarters of what was.
        Dialogue dialogue = TenInFlight(roundTrip: 1).PeerSends(Ack, seq: 1, ack: 10_001).PeerSends(Ack, seq: 1, ack: 30_001);
        dialogue.TakeAllSent();
        dialogue.After(1000).StackWrites("x");
        Assert.Equal(10_000, dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.StackSends(Psh | Ack, seq: 30_001, ack: 1, data: "x");
    }

    private static Dialogue TenInFlight(int roundTrip)
    {
        Dialogue dialogue = new Dialogue().Established(s_mss1000, roundTrip).StackWrites(SendTests.Text(30_000));
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        return dialogue;
    }

    /// <summary>A long path with a congestion window of forty segments and nothing in flight.</summary>
    private static Dialogue WindowOfForty()
    {
        Dialogue dialogue = TenInFlight(RoundTrip).After(RoundTrip).PeerSends(Ack, seq: 1, ack: 10_001).After(RoundTrip);
        Assert.Equal(20, dialogue.TakeAllSent().Count);
        dialogue.PeerSends(Ack, seq: 1, ack: 30_001).After(RoundTrip);
        Assert.Equal(40_000, dialogue.Connection.GetInfo().CongestionWindow);
        return dialogue;
    }
}
