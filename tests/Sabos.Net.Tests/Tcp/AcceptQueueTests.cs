using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>What becomes of connections that wait to be accepted, and of those for which there is no room to wait.</summary>
public sealed class AcceptQueueTests : DialogueTests
{
    private readonly Dialogue _dialogue;

    public AcceptQueueTests() => _dialogue = new Dialogue().Listens(backlog: 1);

    [Fact]
    public void Data_QueueFull_IsKeptByThePeerUntilThereIsRoom()
    {
        PeerOpens(5000);
        FillQueue();

        // Neither the last acknowledgment nor the data behind it is taken.
        _dialogue.PeerSends(Ack, seq: 1, ack: 1, fromPort: 5000, acknowledges: Acknowledgment(5000)).StackIsSilent();
        _dialogue.PeerSends(Psh | Ack, seq: 1, data: "first", fromPort: 5000, acknowledges: Acknowledgment(5000)).StackIsSilent();
        Assert.Equal(2, _dialogue.Counters.ListenOverflows);

        // The SYN-ACK again: as good as saying that nothing came.
        _dialogue.After(1000);
        Assert.Equal(Syn | Ack, Assert.Single(_dialogue.TakeAllSent()).Flags);
        Assert.True(_dialogue.Listener!.TryAccept(out _));
        _dialogue.PeerSends(Psh | Ack, seq: 1, data: "first", fromPort: 5000, acknowledges: Acknowledgment(5000));
        Assert.True(_dialogue.Listener.TryAccept(out TcpConnection? connection));
        byte[] bytes = new byte[16];
        Assert.Equal(TransportError.None, connection!.Receive(bytes, out int received));
        Assert.Equal("first"u8, bytes.AsSpan(0, received));
    }

    [Fact]
    public void Reset_QueueFull_EndsTheHandshake()
    {
        PeerOpens(5000);
        FillQueue();
        _dialogue.PeerSends(Rst, seq: 1, fromPort: 5000).StackIsSilent();
        Assert.Equal(1, _dialogue.Tcp.Context.Table.Count);
        _dialogue.After(100_000).StackIsSilent();
    }

    [Fact]
    public void Fin_QueueFull_IsTakenOnceThereIsRoom()
    {
        PeerOpens(5000);
        FillQueue();
        _dialogue.PeerSends(Fin | Ack, seq: 1, data: "bye", fromPort: 5000, acknowledges: Acknowledgment(5000)).StackIsSilent();
        Assert.True(_dialogue.Listener!.TryAccept(out _));
        _dialogue.PeerSends(Fin | Ack, seq: 1, data: "bye", fromPort: 5000, acknowledges: Acknowledgment(5000));
        Assert.True(_dialogue.Listener.TryAccept(out TcpConnection? connection));
        Assert.Equal(TcpState.CloseWait, connection!.State);
        Assert.Equal(3, connection.Available);
        Assert.Equal(5, Assert.Single(_dialogue.TakeAllSent()).Ack);
    }

    [Fact]
    public void Reset_WhileInTheQueue_IsAcceptedAsOver()
    {
        // As under Linux: accept gives a socket, whose first read tells.
        PeerOpens(5000);
        _dialogue.PeerSends(Psh | Ack, seq: 1, data: "lost", fromPort: 5000, acknowledges: Acknowledgment(5000));
        Assert.Equal(1, _dialogue.Tcp.Context.Memory.Lent);
        _dialogue.TakeAllSent();
        _dialogue.PeerSends(Rst, seq: 5, fromPort: 5000).StackIsSilent();
        Assert.Equal(0, _dialogue.Tcp.Context.Table.Count);
        Assert.Equal(1, _dialogue.Listener!.Pending);
        Assert.True(_dialogue.Listener.TryAccept(out TcpConnection? connection));
        Assert.Equal(TcpState.Closed, connection!.State);
        Assert.Equal(TransportError.ConnectionReset, connection.Error);
        connection.Close();
        Assert.Equal(0, _dialogue.Tcp.Context.Memory.Lent);
        _dialogue.After(100_000).StackIsSilent();
    }

    [Fact]
    public void Close_QueueFullAndHandshakesWaiting_LeavesNothing()
    {
        PeerOpens(5000);
        PeerOpens(5001);
        FillQueue();
        _dialogue.Listener!.Close();
        _dialogue.Polls();
        Assert.Equal(Rst | Ack, Assert.Single(_dialogue.TakeAllSent()).Flags);
        Assert.Equal(0, _dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, _dialogue.Tcp.Context.Timers.Count);
        Assert.Equal(0, _dialogue.Tcp.Context.Memory.Lent);

        // The peer whose acknowledgment comes too late learns that nobody listens.
        _dialogue.PeerSends(Ack, seq: 1, ack: 1, fromPort: 5000);
        Assert.Equal(Rst, Assert.Single(_dialogue.TakeAllSent()).Flags);
        _dialogue.After(100_000).StackIsSilent();
    }

    [Fact]
    public void Close_ConnectionResetInTheQueue_SaysNothingMore()
    {
        PeerOpens(5000);
        _dialogue.PeerSends(Ack, seq: 1, fromPort: 5000, acknowledges: Acknowledgment(5000));
        _dialogue.PeerSends(Rst, seq: 1, fromPort: 5000).StackIsSilent();
        _dialogue.Listener!.Close();
        _dialogue.Polls().StackIsSilent();
    }

    // With a connection from port 4000.
    private void FillQueue()
    {
        PeerOpens(Dialogue.PeerPort);
        _dialogue.PeerSends(Ack, seq: 1, acknowledges: Acknowledgment(Dialogue.PeerPort));
        _dialogue.TakeAllSent();
        Assert.Equal(1, _dialogue.Listener!.Pending);
    }

    private void PeerOpens(ushort port)
    {
        _dialogue.PeerSends(Syn, seq: 0, fromPort: port);
        Assert.Equal(Syn | Ack, Assert.Single(_dialogue.TakeAllSent()).Flags);
    }

    private SequenceNumber Acknowledgment(ushort port) => _dialogue.InitialFor(port) + 1;
}
