using System.Collections.Generic;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>SEGMENT ARRIVES (RFC 9293 3.10.7.4) and the calls of the program (3.10.2 to 3.10.5), state by state.</summary>
public sealed class StateTests : DialogueTests
{
    public static IEnumerable<object[]> All =>
        [.. Some(TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.Closing, TcpState.LastAck)];

    public static IEnumerable<object[]> Synchronized =>
        [.. Some(TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.Closing, TcpState.LastAck)];

    public static IEnumerable<object[]> AfterThePeersFin => [.. Some(TcpState.CloseWait, TcpState.Closing, TcpState.LastAck)];

    [Theory]
    [InlineData(TcpState.SynReceived, TransportError.ConnectionRefused)]
    [InlineData(TcpState.Established, TransportError.ConnectionReset)]
    [InlineData(TcpState.FinWait1, TransportError.ConnectionReset)]
    [InlineData(TcpState.FinWait2, TransportError.ConnectionReset)]
    [InlineData(TcpState.CloseWait, TransportError.ConnectionReset)]
    [InlineData(TcpState.Closing, TransportError.None)]
    [InlineData(TcpState.LastAck, TransportError.None)]
    public void Reset_Exact_Closes(TcpState state, TransportError error)
    {
        Dialogue dialogue = States.Reach(state).PeerSends(Rst, seq: States.ReceiveNext(state)).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(error, dialogue.Connection.Error);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, dialogue.Counters.CurrentEstablished);
    }

    [Fact]
    public void Reset_InLastAckWithDataUnacknowledged_SaysSo()
    {
        Dialogue dialogue = States.Reach(TcpState.CloseWait).StackWrites("perhaps lost").StackShutsDown().StateIs(TcpState.LastAck);
        dialogue.PeerSends(Rst, seq: 2).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Error);
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 2, data: "perhaps lost");
        dialogue.StackSends(Fin | Psh | Ack, seq: 13, ack: 2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_WithData_ClosesToo(TcpState state) =>
        States.Reach(state).PeerSends(Rst, seq: States.ReceiveNext(state), data: "a reason").StateIs(TcpState.Closed);

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_InWindow_IsChallenged(TcpState state)
    {
        // RFC 5961 3.2.
        Dialogue dialogue = States.Reach(state).PeerSends(Rst, seq: States.ReceiveNext(state) + 1);
        dialogue.StackSends(Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
        dialogue.StackIsSilent().StateIs(state);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_OutsideOfTheWindow_IsIgnored(TcpState state) =>
        States.Reach(state).PeerSends(Rst, seq: States.ReceiveNext(state) - 1).PeerSends(Rst, seq: 100_000).StackIsSilent().StateIs(state);

    [Theory]
    [MemberData(nameof(All))]
    public void Syn_InWindow_IsChallenged(TcpState state)
    {
        // RFC 5961 4.2.
        Dialogue dialogue = States.Reach(state).PeerSends(Syn, seq: States.ReceiveNext(state) + 10);
        dialogue.StackSends(Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
        dialogue.StackIsSilent().StateIs(state);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Segment_WithoutAck_IsDropped(TcpState state) =>
        States.Reach(state).PeerSends(Psh | Fin, seq: States.ReceiveNext(state), data: "x").StackIsSilent().StateIs(state);

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Ack_OfWhatWasNotSent_IsAnsweredAndDropped(TcpState state)
    {
        Dialogue dialogue = States.Reach(state).PeerSends(Ack | Fin, seq: States.ReceiveNext(state), ack: States.SendNext(state) + 1, data: "x");
        dialogue.StackSends(Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
        dialogue.StackIsSilent().StateIs(state);
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Ack_OlderThanAnyWindow_IsAnsweredAndDropped(TcpState state)
    {
        // RFC 5961 5.2.
        Dialogue dialogue = States.Reach(state).PeerSends(Ack | Fin, seq: States.ReceiveNext(state), ack: -70_000, data: "x");
        dialogue.StackSends(Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
        dialogue.StackIsSilent().StateIs(state);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Ack_UnacceptableInSynReceived_IsReset(int ack)
    {
        Dialogue dialogue = States.Reach(TcpState.SynReceived).PeerSends(Ack, seq: 1, ack: ack);
        dialogue.StackSends(Rst, seq: ack);
        dialogue.StackIsSilent().StateIs(TcpState.SynReceived);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Segment_OutsideOfTheWindow_IsAnsweredAndDropped(TcpState state)
    {
        foreach (int seq in new[] { States.ReceiveNext(state) - 1, 100_000 })
        {
            Dialogue dialogue = States.Reach(state).PeerSends(Ack, seq, ack: States.SendNext(state));
            dialogue.StackSends(Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
            dialogue.StackIsSilent().StateIs(state);
        }
    }

    [Theory]
    [MemberData(nameof(AfterThePeersFin))]
    public void FinAgain_IsAcknowledgedAgain(TcpState state)
    {
        Dialogue dialogue = States.Reach(state).PeerSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: States.SendNext(state), ack: 2);
        dialogue.StackIsSilent().StateIs(state);
    }

    [Theory]
    [MemberData(nameof(AfterThePeersFin))]
    public void Text_AfterThePeersFin_IsIgnored(TcpState state)
    {
        Dialogue dialogue = States.Reach(state).PeerSends(Ack, seq: 2, ack: 1, data: "cannot be").StateIs(state);
        Assert.Equal(0, dialogue.Connection.Available);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.Equal(2, sent.Ack));
    }

    [Theory]
    [InlineData(TcpState.SynReceived, TransportError.WouldBlock)]
    [InlineData(TcpState.FinWait1, TransportError.Shutdown)]
    [InlineData(TcpState.FinWait2, TransportError.Shutdown)]
    [InlineData(TcpState.Closing, TransportError.Shutdown)]
    [InlineData(TcpState.LastAck, TransportError.Shutdown)]
    [InlineData(TcpState.TimeWait, TransportError.Shutdown)]
    public void Send_WhereThereIsNoSending_IsRefused(TcpState state, TransportError error) =>
        Assert.Equal(error, States.Reach(state).Connection.Send("x"u8, out int _));

    [Theory]
    [InlineData(TcpState.SynReceived, TransportError.NotConnected)]
    [InlineData(TcpState.FinWait1, TransportError.WouldBlock)]
    [InlineData(TcpState.FinWait2, TransportError.WouldBlock)]
    [InlineData(TcpState.CloseWait, TransportError.None)]
    [InlineData(TcpState.Closing, TransportError.None)]
    [InlineData(TcpState.LastAck, TransportError.None)]
    [InlineData(TcpState.TimeWait, TransportError.None)]
    public void Receive_EndsWithThePeersFin(TcpState state, TransportError result)
    {
        Assert.Equal(result, States.Reach(state).Connection.Receive(new byte[1], out int received));
        Assert.Equal(0, received);
    }

    [Theory]
    [InlineData(TcpState.SynReceived, true)]
    [InlineData(TcpState.Established, true)]
    [InlineData(TcpState.FinWait1, true)]
    [InlineData(TcpState.FinWait2, true)]
    [InlineData(TcpState.CloseWait, true)]
    [InlineData(TcpState.Closing, false)]
    [InlineData(TcpState.LastAck, false)]
    [InlineData(TcpState.TimeWait, false)]
    public void Abort_TellsThePeerThatMaySend(TcpState state, bool resets)
    {
        // RFC 9293 3.10.5.
        Dialogue dialogue = States.Reach(state);
        dialogue.Connection.Abort();
        dialogue.Polls();
        if (resets)
        {
            dialogue.StackSends(Rst | Ack, seq: States.SendNext(state), ack: States.ReceiveNext(state));
        }

        dialogue.StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void ShutdownSend_Again_ChangesNothing(TcpState state)
    {
        Dialogue dialogue = States.Reach(state).StackShutsDown();
        TcpState after = dialogue.Connection.State;
        dialogue.TakeAllSent();
        dialogue.StackShutsDown().StackIsSilent().StateIs(after);
    }

    [Fact]
    public void SimultaneousClose_AcknowledgesThePeersFinOnce()
    {
        Dialogue dialogue = States.Reach(TcpState.Closing);
        dialogue.PeerSends(Ack, seq: 2, ack: 2).StackIsSilent().StateIs(TcpState.TimeWait);
    }

    private static IEnumerable<object[]> Some(params TcpState[] states)
    {
        foreach (TcpState state in states)
        {
            yield return [state];
        }
    }
}
