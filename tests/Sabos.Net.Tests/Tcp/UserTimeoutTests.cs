using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>The user timeout (RFC 9293 3.9.1, RFC 5482 3.3): how long data may remain unacknowledged.</summary>
public sealed class UserTimeoutTests : DialogueTests
{
    [Fact]
    public void DataUnanswered_EndsAtTheTimeout()
    {
        Dialogue dialogue = With(seconds: 10).StackWrites("lost").After(9_999).StateIs(TcpState.Established).After(1).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(1, 6), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void DataUnanswered_LongTimeout_OutlivesTheUsualLimit()
    {
        Dialogue dialogue = With(seconds: 3 * 3600).StackWrites("lost").After(2 * 3600 * 1000.0).StateIs(TcpState.Established);
        int acknowledged = 5;
        dialogue.PeerSends(Ack, seq: 1, ack: acknowledged);
        Assert.Equal(0, dialogue.Connection.GetInfo().SendQueue);
        Assert.Equal(Enumerable.Repeat(1, 128), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void DataAcknowledged_BeginsTheTimeAnew()
    {
        Dialogue dialogue = With(seconds: 10).StackWrites("late").After(8_000).PeerSends(Ack, seq: 1, ack: 5).StackWrites("lost");
        dialogue.After(9_000).StateIs(TcpState.Established).After(2_000).StateIs(TcpState.Closed);
        Assert.Equal([1, 1, 1, 1, 1, 1, 5, 5], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void WindowClosed_EndsAtTheTimeoutThoughThePeerAnswers()
    {
        // The data is not delivered, whoever is to blame.
        Dialogue dialogue = With(seconds: 10).PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck");
        for (int i = 0; i < 9; i++)
        {
            dialogue.After(1000).StateIs(TcpState.Established).PeerSends(Ack, seq: 1, ack: 1, window: 0);
        }

        dialogue.After(1000).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(0, 5), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void SynUnanswered_EndsAtTheTimeout()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.Connection.UserTimeout = TimeSpan.FromSeconds(5);
        dialogue.After(4_999).StateIs(TcpState.SynSent).After(1).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        dialogue.StackSends(Syn, seq: 0);
        dialogue.StackSends(Syn, seq: 0);
        dialogue.StackSends(Syn, seq: 0);
    }

    [Fact]
    public void KeepAlive_TimeoutDecidesInsteadOfTheNumberOfProbes()
    {
        Dialogue dialogue = With(seconds: 60);
        dialogue.Connection.KeepAliveTime = TimeSpan.FromSeconds(10);
        dialogue.Connection.KeepAliveInterval = TimeSpan.FromSeconds(5);
        dialogue.Connection.KeepAliveProbes = 2;
        dialogue.Connection.KeepAlive = true;
        dialogue.After(59_999).StateIs(TcpState.Established);
        Assert.Equal(10, dialogue.TakeAllSent().Count);
        dialogue.After(1).StackSends(Rst | Ack, seq: 1);
        dialogue.StateIs(TcpState.Closed);
    }

    [Fact]
    public void Nothing_ToSend_NeverEnds() => With(seconds: 1).After(3_600_000).StateIs(TcpState.Established);

    private static Dialogue With(int seconds)
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Connection.UserTimeout = TimeSpan.FromSeconds(seconds);
        return dialogue;
    }
}
