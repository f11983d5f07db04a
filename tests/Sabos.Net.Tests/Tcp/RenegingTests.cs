using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;
using static Sabos.Net.Tests.SelectiveRecoveryTests;

namespace Sabos.Net.Tests;

/// <summary>Peers that drop what they have acknowledged selectively (RFC 2018 8).</summary>
public sealed class RenegingTests : DialogueTests
{
    [Fact]
    public void DroppedBlocks_AreNoticedAtTheTimeout()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        dialogue.PeerSends(Ack, seq: 1, ack: 101).After(1000);
        dialogue.TakeAllSent();
        for (int una = 101; una < 1001; una += 100)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: una + 100).After(1000);
        }

        Assert.Equal(0, dialogue.Connection.GetInfo().SendQueue);
        Assert.Equal([201, 301, 201, 301, 401, 501, 601, 701, 801, 901], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    // What the peer has dropped it asks for as the next; the retransmission timer, which may be backed off to a minute, is not waited for.
    [Fact]
    public void DroppedBlock_PeerAsksForIt_IsSentAgainHalfARoundTripLater()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001)));
        dialogue.StackSends(Ack, seq: 1, data: SendTests.Text(100));
        TimeSpan timeout = dialogue.Connection.GetInfo().RetransmissionTimeout;
        dialogue.PeerSends(Ack, seq: 1, ack: 101).After((RoundTrip / 2) - 1).StackIsSilent().After(1);
        dialogue.StackSends(Ack, seq: 101, data: SendTests.Text(100, 100));
        Assert.Equal(1, dialogue.Counters.SackReneging);
        Assert.Equal(timeout, dialogue.Connection.GetInfo().RetransmissionTimeout);
        Assert.Equal(0, dialogue.Connection.GetInfo().SackedSegments);
    }

    [Fact]
    public void DroppedBlock_LaterAcknowledgmentTellsOtherwise_NothingIsSentAgain()
    {
        Dialogue dialogue = TenInFlight();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (101, 1001))).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 101).After((RoundTrip / 2) - 1).PeerSends(Ack, seq: 1, ack: 1001).After(100_000).StackIsSilent();
        Assert.Equal(0, dialogue.Counters.SackReneging);
    }

    // Who acknowledges selectively what is next, again and again, gets no more for it than who is silent.
    [Fact]
    public void DroppedBlocks_WithoutProgress_AreTheRetransmissionTimersBusiness()
    {
        Dialogue dialogue = TenInFlight();
        for (int i = 0; i < 100; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Sack(dialogue, (1, 101))).After(20);
        }

        Assert.Equal(1, dialogue.Counters.SackReneging);
        dialogue.After(1_000_000).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        dialogue.TakeAllSent();
    }
}
