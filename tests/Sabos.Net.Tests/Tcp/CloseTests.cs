using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Closing a connection: RFC 9293 3.6 and every state it passes through.</summary>
public sealed class CloseTests : DialogueTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ActiveClose_NormalSequence_PassesThroughTimeWait(bool ipv6)
    {
        // RFC 9293 3.6, figure 12.
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established().StackShutsDown().StateIs(TcpState.FinWait1);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 2).StackIsSilent().StateIs(TcpState.FinWait2);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
        dialogue.StateIs(TcpState.TimeWait).StackReads("");
        dialogue.After(59_999).StateIs(TcpState.TimeWait).After(1).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.None, dialogue.Connection.Error);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PassiveClose_NormalSequence_EndsInClosed(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established();
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        dialogue.StateIs(TcpState.CloseWait);
        Assert.Equal(Readiness.Readable | Readiness.PeerClosed, dialogue.Log.Take());
        Assert.True(dialogue.Connection.PeerClosed);

        dialogue.StackCloses().StateIs(TcpState.LastAck);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 2);
        dialogue.PeerSends(Ack, seq: 2, ack: 2).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, dialogue.Counters.EstablishedResets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SimultaneousClose_FinsCross_PassesThroughClosing(bool ipv6)
    {
        // RFC 9293 3.6, figure 13.
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established().StackShutsDown();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
        dialogue.StateIs(TcpState.Closing);
        dialogue.PeerSends(Ack, seq: 2, ack: 2).StateIs(TcpState.TimeWait);
    }

    [Fact]
    public void ActiveClose_FinAndAckInOne_GoesToTimeWaitAtOnce()
    {
        Dialogue dialogue = new Dialogue().Established().StackShutsDown();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
        dialogue.StateIs(TcpState.TimeWait);
    }

    [Fact]
    public void HalfClose_PeerKeepsSending_IsReceived()
    {
        Dialogue dialogue = new Dialogue().Established().StackShutsDown();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 2, data: "one").StateIs(TcpState.FinWait2).StackReads("one");
        dialogue.PeerSends(Ack, seq: 4, ack: 2, data: "two").StackReads("two");
        Assert.Equal(TransportError.Shutdown, dialogue.Connection.Send("x"u8, out _));
        dialogue.PeerSends(Fin | Ack, seq: 7, ack: 2, data: "end").StackReads("end").StackReads("").StateIs(TcpState.TimeWait);
        dialogue.StackSends(Ack, seq: 2, ack: 7);
        dialogue.StackSends(Ack, seq: 2, ack: 11);
    }

    [Fact]
    public void HalfClose_ByThePeer_WeKeepSending()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        dialogue.StackWrites("late");
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 2, data: "late");
        dialogue.PeerSends(Ack, seq: 2, ack: 5).StackShutsDown();
        dialogue.StackSends(Fin | Ack, seq: 5, ack: 2);
    }

    [Fact]
    public void Close_WithUnsentData_SendsItWithTheFin()
    {
        Dialogue dialogue = new Dialogue().Established();
        Assert.Equal(TransportError.None, dialogue.Connection.Send("last words"u8, out _));
        dialogue.StackCloses();
        dialogue.StackSends(Fin | Psh | Ack, seq: 1, ack: 1, data: "last words");
        dialogue.PeerSends(Ack, seq: 1, ack: 12).StateIs(TcpState.FinWait2);
    }

    [Fact]
    public void Close_WithUnreadData_SendsReset()
    {
        // RFC 9293 3.6.1; RFC 2525 2.17.
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "unread").StackCloses();
        dialogue.StackSends(Rst | Ack, seq: 1, ack: 7);
        dialogue.StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
    }

    [Fact]
    public void Close_DataArrivesAfterwards_IsReset()
    {
        Dialogue dialogue = new Dialogue().Established().StackCloses();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 2, data: "too late");
        dialogue.StackSends(Rst | Ack, seq: 2, ack: 1);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void Close_FinLost_IsSentAgain()
    {
        Dialogue dialogue = new Dialogue().Established().StackCloses();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.After(1000);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void Close_PeerNeverSendsItsFin_IsForgottenAfterAMinute()
    {
        Dialogue dialogue = new Dialogue().Established().StackCloses();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 2).StateIs(TcpState.FinWait2).After(60_000).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void HalfClose_ProgramStillThere_WaitsForEver()
    {
        Dialogue dialogue = new Dialogue().Established().StackShutsDown();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 2).After(3_600_000).StackIsSilent().StateIs(TcpState.FinWait2);
    }

    [Fact]
    public void Close_Twice_DoesNothingMore()
    {
        Dialogue dialogue = new Dialogue().Established().StackCloses().StackCloses();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void ShutdownSend_BeforeTheHandshake_IsNotConnected()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        Assert.Equal(TransportError.NotConnected, dialogue.Connection.ShutdownSend());
    }

    [Fact]
    public void ShutdownReceive_LaterData_IsAcknowledgedAndDropped()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aa");
        Assert.Equal(TransportError.None, dialogue.Connection.ShutdownReceive());
        dialogue.StackReads("").After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 3);
        dialogue.PeerSends(Ack, seq: 3, ack: 1, data: "bb").StackReads("").After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 5);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
        dialogue.StackCloses();
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 5);
    }

    [Fact]
    public void Abort_Established_SendsResetAndForgets()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("unacknowledged");
        dialogue.StackSends(Psh | Ack, seq: 1);
        dialogue.Connection.Abort();
        dialogue.Polls();
        dialogue.StackSends(Rst | Ack, seq: 15, ack: 1, data: "");
        dialogue.StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
        dialogue.After(120_000).StackIsSilent();
    }

    [Fact]
    public void Abort_InSynSent_IsSilent()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.Connection.Abort();
        dialogue.Polls().StackIsSilent().StateIs(TcpState.Closed);
    }

    [Fact]
    public void Abort_InLastAck_IsSilent()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1).StackShutsDown();
        dialogue.TakeAllSent();
        dialogue.StateIs(TcpState.LastAck);
        dialogue.Connection.Abort();
        dialogue.Polls().StackIsSilent();
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void Close_OnTimeWait_LeavesItToTheTable()
    {
        Dialogue dialogue = new Dialogue().Established().StackShutsDown();
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2).StateIs(TcpState.TimeWait).StackCloses();
        Assert.Equal(1, dialogue.Tcp.Context.TimeWaits.Count);
        dialogue.After(60_000);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
    }
}
