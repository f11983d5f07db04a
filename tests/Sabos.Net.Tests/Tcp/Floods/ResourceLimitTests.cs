using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>What peers that do nothing, or almost nothing, can make the stack keep.</summary>
public sealed class ResourceLimitTests : DialogueTests
{
    [Fact]
    public void Orphans_TooMany_AreReset()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { MaximumOrphans = 2 }).Listens();
        TcpConnection[] connections = [Accepted(dialogue, 5000), Accepted(dialogue, 5001), Accepted(dialogue, 5002)];
        foreach (TcpConnection connection in connections)
        {
            connection.Close();
        }

        dialogue.Polls();
        Assert.Equal([Fin | Ack, Fin | Ack, Rst | Ack], dialogue.TakeAllSent().Select(sent => sent.Flags));
        Assert.Equal(1, dialogue.Counters.OrphansAborted);

        // One that is over makes room.
        dialogue.PeerSends(Rst, seq: 1, fromPort: 5000);
        Accepted(dialogue, 5004).Close();
        dialogue.Polls();
        Assert.Equal(Fin | Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
        dialogue.After(2_000_000);
        Assert.Equal(0, dialogue.Tcp.Context.Orphans);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void Orphans_InTimeWaitOrReset_AreNotCounted()
    {
        Dialogue dialogue = new Dialogue().Listens();
        Accepted(dialogue, 5000).Close();
        Accepted(dialogue, 5001).Close();
        dialogue.Polls();
        Assert.Equal(2, dialogue.Tcp.Context.Orphans);
        dialogue.PeerSends(Fin | Ack, seq: 1, fromPort: 5000, acknowledges: dialogue.InitialFor(5000) + 2);
        dialogue.PeerSends(Rst, seq: 1, fromPort: 5001);
        Assert.Equal(0, dialogue.Tcp.Context.Orphans);
        Assert.Equal([(5001, Fin | Ack), (5000, Ack)], dialogue.TakeAllSent().Select(sent => (sent.ToPort, sent.Flags)));
    }

    // The "sockstress" attack: a window that is closed and stays so, by a peer that goes on answering.
    [Fact]
    public void Orphan_WhosePeerKeepsTheWindowClosed_IsGivenUp()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerWindow = 0;
        TcpConnection connection = Accepted(dialogue, 5000);
        connection.Send(new byte[1000], out _);
        connection.Close();
        for (int minute = 0; minute < 30 && dialogue.Tcp.Context.Table.Count > 0; minute++)
        {
            dialogue.After(60_000).PeerSends(Ack, seq: 1, fromPort: 5000, acknowledges: dialogue.InitialFor(5000) + 1);
        }

        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
        Assert.Equal([.. Enumerable.Repeat(Ack, 15), Rst], dialogue.TakeAllSent().Select(sent => sent.Flags));
    }

    [Fact]
    public void ClosedWindows_OfManyPeers_PinNoMoreThanTheLimit()
    {
        const int Peers = 100;
        Dialogue dialogue = new Dialogue(new TcpSettings { BufferMemory = 64 * ChunkPool.ChunkSize }).Listens(backlog: Peers);
        dialogue.PeerWindow = 0;
        for (ushort port = 5000; port < 5000 + Peers; port++)
        {
            Accepted(dialogue, port).Send(new byte[1_000_000], out _);
        }

        // The common memory, and one chunk for each so that it can go on.
        Assert.InRange(dialogue.Tcp.Context.Memory.Lent, 64, 64 + Peers);
        TcpConnection late = Accepted(dialogue, 6000);
        Assert.Equal(TransportError.None, late.Send("still"u8, out int accepted));
        Assert.Equal(5, accepted);
    }

    [Fact]
    public void OutOfOrderBytes_OfManyPeers_PinNoMoreThanTheLimit()
    {
        const int Peers = 100;
        Dialogue dialogue = new Dialogue(new TcpSettings { BufferMemory = 64 * ChunkPool.ChunkSize }).Listens(backlog: Peers);
        string data = new('x', 1000);
        for (ushort port = 5000; port < 5000 + Peers; port++)
        {
            Accepted(dialogue, port);
        }

        // All have been offered large windows by then.
        for (ushort port = 5000; port < 5000 + Peers; port++)
        {
            for (int i = 0; i < 12; i++)
            {
                dialogue.PeerSends(Ack, seq: 2 + (i * ChunkPool.ChunkSize), data: data, fromPort: port, acknowledges: dialogue.InitialFor(port) + 1);
            }
        }

        Assert.InRange(dialogue.Tcp.Context.Memory.Lent, 64, 64 + Peers);
        Assert.True(dialogue.Counters.MemoryDrops > 0);
        dialogue.TakeAllSent();
    }

    // CVE-2016-5696: what strangers are answered is limited for the whole stack, not for each of them.
    [Fact]
    public void Resets_ToManyStrangers_AreLimitedForAllOfThem()
    {
        Dialogue dialogue = new();
        int sent = AskClosedPort(dialogue);
        Assert.InRange(sent, 200, 300);
        Assert.Equal(1000 - sent, dialogue.Counters.ResetsSuppressed);

        // A thousand in a second.
        dialogue.After(100);
        Assert.InRange(AskClosedPort(dialogue), 70, 130);
    }

    [Theory]
    [InlineData(3, 80)]
    [InlineData(32, 1000)]
    [InlineData(64, 1000)]
    [InlineData(256, 10_000)]
    [InlineData(65_536, 10_000)]
    public void Settings_ForAMachine_LeaveAQuarterOfItsMemory(long mebibytes, int leastConnections)
    {
        var settings = TcpSettings.ForMemory(mebibytes << 20);
        long most = settings.BufferMemory + (settings.MaximumConnections * (2048L + (2 * ChunkPool.ChunkSize)));
        Assert.InRange(most, 0, (mebibytes << 20) * 3 / 4);
        Assert.InRange(settings.MaximumConnections, leastConnections, int.MaxValue);
    }

    // Resets that a thousand strangers get at one instant.
    private static int AskClosedPort(Dialogue dialogue)
    {
        for (ushort port = 5000; port < 6000; port++)
        {
            dialogue.PeerSends(Ack, seq: 1, fromPort: port, acknowledges: new SequenceNumber(1));
        }

        return dialogue.TakeAllSent().Count;
    }

    private static TcpConnection Accepted(Dialogue dialogue, ushort port)
    {
        dialogue.PeerSends(Syn, seq: 0, fromPort: port);
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, fromPort: port, acknowledges: dialogue.InitialFor(port) + 1);
        Assert.True(dialogue.Listener!.TryAccept(out TcpConnection? connection));
        dialogue.TakeAllSent();
        return connection!;
    }
}
