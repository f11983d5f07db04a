using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Keepalive (RFC 9293 3.8.4).</summary>
public sealed class KeepAliveTests : DialogueTests
{
    [Fact]
    public void Off_NothingIsSent() => new Dialogue().Established().After(24 * 3_600_000.0).StackIsSilent().StateIs(TcpState.Established);

    [Fact]
    public void On_SilentPeer_IsProbedThenReset()
    {
        Dialogue dialogue = Alive().After(9_999).StackIsSilent().After(1);
        dialogue.StackSends(Ack, seq: 0, data: "");
        for (int i = 1; i < 3; i++)
        {
            dialogue.After(4_999).StackIsSilent().After(1);
            dialogue.StackSends(Ack, seq: 0, data: "");
        }

        dialogue.After(5_000);
        dialogue.StackSends(Rst | Ack, seq: 1);
        Assert.Equal(TransportError.TimedOut, dialogue.StateIs(TcpState.Closed).Connection.Error);
    }

    [Fact]
    public void On_AnsweringPeer_IsProbedForEver()
    {
        Dialogue dialogue = Alive();
        for (int i = 0; i < 20; i++)
        {
            dialogue.After(10_000);
            dialogue.StackSends(Ack, seq: 0, data: "");
            dialogue.PeerSends(Ack, seq: 1, ack: 1);
        }

        dialogue.StateIs(TcpState.Established);
    }

    [Fact]
    public void On_Traffic_PutsTheProbeOff()
    {
        Dialogue dialogue = Alive().After(9_000).PeerSends(Ack, seq: 1, ack: 1).After(9_999).StackIsSilent().After(1);
        dialogue.StackSends(Ack, seq: 0);
    }

    [Fact]
    public void TurnedOff_NothingIsSent()
    {
        Dialogue dialogue = Alive();
        dialogue.Connection.KeepAlive = false;
        dialogue.After(100_000).StackIsSilent();
    }

    private static Dialogue Alive()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Connection.KeepAliveTime = TimeSpan.FromSeconds(10);
        dialogue.Connection.KeepAliveInterval = TimeSpan.FromSeconds(5);
        dialogue.Connection.KeepAliveProbes = 3;
        dialogue.Connection.KeepAlive = true;
        return dialogue;
    }
}
