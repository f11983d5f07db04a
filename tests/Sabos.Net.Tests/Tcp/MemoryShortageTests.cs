using System;
using System.Collections.Generic;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>What a connection offers while other connections hold the memory of all: no more than it can hold, and never less than it has offered.</summary>
public sealed class MemoryShortageTests : DialogueTests
{
    private const int Chunks = 64;

    private readonly Stack<byte[]> _others = new();

    // RFC 9293 3.8.6: the right edge does not move to the left, and no farther to the right either.
    [Fact]
    public void Window_WhileMemoryIsShort_ClosesAsDataArrives()
    {
        Dialogue dialogue = Established(Take(Chunks * 3 / 4));
        Fill(dialogue, from: 1, edge: 65_536);
        dialogue.PeerSends(Ack, seq: 65_536, ack: 1, data: "?").StackSends(Ack, seq: 1, ack: 65_536, window: 0);
        dialogue.StackIsSilent();
        Assert.Equal(65_535, dialogue.Connection.Available);
        Assert.Equal(0, dialogue.Counters.MemoryDrops);
    }

    // 3.8.6.1: a peer that is not told has to wait for its persist timer, up to a minute.
    [Fact]
    public void Window_ClosedWhenMemoryIsBack_IsOpenedByAnUpdate()
    {
        Dialogue dialogue = Established(Take(Chunks * 3 / 4));
        Fill(dialogue, from: 1, edge: 65_536);
        GiveBack(dialogue, count: 15);
        dialogue.Polls().StackIsSilent();
        GiveBack(dialogue, count: 2);
        dialogue.Polls().StackSends(Ack, seq: 1, ack: 65_536, window: 65_535);
        dialogue.Polls().StackIsSilent();
        Assert.Equal(0, dialogue.Tcp.Context.MemoryWaiters.Count);
    }

    [Fact]
    public void Window_OpenWhenMemoryIsBack_IsNotSpokenOf()
    {
        Dialogue dialogue = Established(Take(Chunks * 3 / 4));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('x', 2000)).TakeAllSent();
        GiveBack(dialogue, count: 48);
        dialogue.After(1000).StackIsSilent();
    }

    [Fact]
    public void Connection_EndsWhileItWaitsForMemory_IsForgotten()
    {
        Dialogue dialogue = Established(Take(Chunks * 3 / 4));
        Fill(dialogue, from: 1, edge: 65_536);
        Assert.Equal(1, dialogue.Tcp.Context.MemoryWaiters.Count);
        dialogue.PeerSends(Rst, seq: 65_536).StateIs(TcpState.Closed);
        Assert.Equal(0, dialogue.Tcp.Context.MemoryWaiters.Count);
        dialogue.StackReads(new string('x', 65_535));
        GiveBack(dialogue, count: 48);
        dialogue.Polls().StackIsSilent();
    }

    [Theory]
    [InlineData(Chunks * 3 / 4, 4 * ChunkPool.ChunkSize)]
    [InlineData(Chunks, ChunkPool.ChunkSize)]
    public void Window_OfAHandshakeWhileMemoryIsShort_IsWhatTheConnectionMayHave(int held, int window)
    {
        Dialogue passive = new Dialogue(Settings).Listens();
        Take(held)(passive);
        passive.PeerSends(Syn, seq: 0).StackSends(Syn | Ack, seq: 0, ack: 1, window: window);

        // Memory that is back by now makes no difference to what was said.
        GiveBack(passive, held);
        passive.After(1000).StackSends(Syn | Ack, seq: 0, ack: 1, window: window);
        passive.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.Equal(window, passive.Connection.GetInfo().ReceiveWindow);

        Dialogue active = new(Settings);
        Take(held)(active);
        active.Connects().StackSends(Syn, seq: 0, window: window);
        active.PeerSends(Syn | Ack, seq: 0, ack: 1).StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(window, active.Connection.GetInfo().ReceiveWindow);
    }

    // A chunk that is read half has half of its room behind what is left.
    [Fact]
    public void Window_OfferedWhenNothingIsLeft_IsHeldToTheLastByte()
    {
        Dialogue dialogue = new Dialogue(Settings).Listens();
        Take(Chunks)(dialogue);
        dialogue.PeerSends(Syn, seq: 0).StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Random random = new(1);
        int next = 1;
        int read = 0;
        while (next < 200_000)
        {
            int window = dialogue.Connection.GetInfo().ReceiveWindow;
            if (window > 0)
            {
                dialogue.PeerSends(Ack, seq: next, ack: 1, data: new string('x', Math.Min(window, 1460)));
                next += Math.Min(window, 1460);
            }

            int available = dialogue.Connection.Available;
            Assert.Equal(next - 1 - read, available);
            int count = available > 4000 ? available : random.Next(1, available + 1);
            dialogue.StackReads(new string('x', count));
            read += count;
        }

        Assert.Equal(0, dialogue.Counters.MemoryDrops);
        dialogue.TakeAllSent();
    }

    private static TcpSettings Settings => new() { BufferMemory = Chunks * ChunkPool.ChunkSize };

    // Other connections come, once this one has offered what it could.
    private static Dialogue Established(Action<Dialogue> others)
    {
        Dialogue dialogue = new Dialogue(Settings).Established();
        Assert.Equal(65_535, dialogue.Connection.GetInfo().ReceiveWindow);
        others(dialogue);
        return dialogue;
    }

    private Action<Dialogue> Take(int count) => dialogue =>
    {
        for (int i = 0; i < count; i++)
        {
            byte[] chunk = Assert.IsType<byte[]>(dialogue.Tcp.Context.Memory.TryRent(first: false));
            _others.Push(chunk);
        }
    };

    private void GiveBack(Dialogue dialogue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            dialogue.Tcp.Context.Memory.Return(_others.Pop());
        }
    }

    // Every acknowledgment names the same edge.
    private static void Fill(Dialogue dialogue, int from, int edge)
    {
        for (int next = from; next < edge; next += 1000)
        {
            dialogue.PeerSends(Ack, next, ack: 1, data: new string('x', Math.Min(1000, edge - next)));
        }

        dialogue.After(100);
        List<SentByStack> sent = dialogue.TakeAllSent();
        Assert.NotEmpty(sent);
        Assert.All(sent, segment => Assert.Equal(edge, segment.Ack + segment.Window));
    }
}
