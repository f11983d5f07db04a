using System;
using System.Collections.Generic;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Buffers that grow to what the path and the programs use, within the memory there is.</summary>
public sealed class BufferTuningTests : DialogueTests
{
    private const int Initial = 131_072;
    private const int Full = 1000;
    private const int RoundTrip = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReceiveBuffer_ProgramTakesMoreEachRound_GrowsToMoreThanTwiceOfIt(bool timestamps)
    {
        Script script = new(timestamps);
        script.Round(100, reads: true);
        script.Round(100, reads: true);
        Assert.InRange(script.Connection.ReceiveBufferSize, 2 * 100 * Full, 6 * 100 * Full);
    }

    [Fact]
    public void ReceiveBuffer_SameRateForLong_StaysAtWhatItNeeds()
    {
        Script script = new(timestamps: true);
        script.Round(100, reads: true);
        script.Round(100, reads: true);
        int grown = script.Connection.ReceiveBufferSize;
        for (int i = 0; i < 20; i++)
        {
            script.Round(100, reads: true);
        }

        Assert.InRange(script.Connection.ReceiveBufferSize, grown, grown + (8 * Full));
    }

    [Fact]
    public void ReceiveBuffer_ProgramTakesNothing_DoesNotGrow()
    {
        Script script = new(timestamps: true);
        script.Round(60, reads: false);
        script.Round(40, reads: false);
        Assert.Equal(Initial, script.Connection.ReceiveBufferSize);
    }

    [Fact]
    public void ReceiveBuffer_SetByTheProgram_StaysSo()
    {
        Script script = new(timestamps: true);
        script.Connection.ReceiveBufferSize = Initial;
        script.Round(100, reads: true);
        script.Round(100, reads: true);
        Assert.Equal(Initial, script.Connection.ReceiveBufferSize);
    }

    [Fact]
    public void ReceiveBuffer_Limit_IsNotExceeded()
    {
        Script script = new(timestamps: true, new TcpSettings { MaximumReceiveBufferSize = 150_000 });
        script.Round(100, reads: true);
        script.Round(100, reads: true);
        Assert.Equal(150_000, script.Connection.ReceiveBufferSize);
    }

    [Fact]
    public void ReceiveBuffer_LittleMemoryInAll_TakesAQuarterAtMost()
    {
        Script script = new(timestamps: true, new TcpSettings { BufferMemory = 600_000 });
        script.Round(100, reads: true);
        script.Round(100, reads: true);
        Assert.Equal(150_000, script.Connection.ReceiveBufferSize);
    }

    [Fact]
    public void ReceiveBuffer_Grown_IsOffered()
    {
        Script script = new(timestamps: true);
        script.Round(100, reads: true);
        script.Round(101, reads: true);
        int offered = script.Connection.GetInfo().ReceiveWindow;
        Assert.InRange(offered, Initial + 1, script.Connection.ReceiveBufferSize);
    }

    [Fact]
    public void ReceiveWindow_MemoryShort_IsCutToWhatKeepsTheConnectionGoing()
    {
        Dialogue dialogue = Pressed(out List<byte[]> taken);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('x', Full)).StackReads(new string('x', Full)).After(40);

        // What the handshake offered stands, and is used up before less is offered.
        int edge = 1 + 65_535;
        int next = 1 + Full;
        while (next + Full <= edge)
        {
            dialogue.PeerSends(Ack, seq: next, ack: 1, data: new string('x', Full)).StackReads(new string('x', Full));
            next += Full;
            edge = Math.Max(edge, next + dialogue.Connection.GetInfo().ReceiveWindow);
            Assert.True(next + dialogue.Connection.GetInfo().ReceiveWindow >= edge, "the window retreated");
            if (next > 300_000)
            {
                break;
            }
        }

        Assert.InRange(dialogue.Connection.GetInfo().ReceiveWindow, 4 * ChunkPool.ChunkSize / 2, 4 * ChunkPool.ChunkSize);

        taken.ForEach(dialogue.Tcp.Context.Memory.Return);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: new string('x', Full)).After(40);
        Assert.InRange(dialogue.Connection.GetInfo().ReceiveWindow, Initial - (3 * Full), Initial);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void SendBuffer_ProgramWaitsForRoom_GrowsToTwiceTheCongestionWindow()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { SendBufferSize = 20_000 }).Established();
        Fill(dialogue);
        for (int i = 0, acknowledged = 1; i < 4; i++)
        {
            foreach (SentByStack sent in dialogue.TakeAllSent())
            {
                acknowledged = Math.Max(acknowledged, sent.Seq + sent.Data.Length);
            }

            dialogue.After(10).PeerSends(Ack, seq: 1, ack: acknowledged);
            Fill(dialogue);
        }

        Assert.True(dialogue.Connection.SendBufferSize > 20_000);
        Assert.InRange(dialogue.Connection.SendBufferSize, dialogue.Connection.GetInfo().CongestionWindow, 2 * dialogue.Connection.GetInfo().CongestionWindow);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void SendBuffer_NeverFull_DoesNotGrow()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { SendBufferSize = 10_000 }).Established();
        for (int i = 0; i < 20; i++)
        {
            dialogue.StackWrites(new string('x', 5000));
            dialogue.TakeAllSent();
            dialogue.PeerSends(Ack, seq: 1, ack: 1 + ((i + 1) * 5000));
        }

        Assert.Equal(10_000, dialogue.Connection.SendBufferSize);
    }

    [Fact]
    public void SendBuffer_MemoryShort_TakesLittleAndTellsWhenThereIsRoom()
    {
        Dialogue dialogue = Pressed(out _);
        dialogue.Connection.Send(new byte[100_000], out int accepted);
        Assert.Equal(4 * ChunkPool.ChunkSize, accepted);
        Assert.Equal(Readiness.None, dialogue.Connection.Readiness & Readiness.Writable);
        dialogue.Polls();
        dialogue.TakeAllSent();
        dialogue.Log.Take();
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (2 * 536));
        Assert.Equal(Readiness.None, dialogue.Log.Take());
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + (12 * 536));
        Assert.Equal(Readiness.Writable, dialogue.Log.Take());
        dialogue.TakeAllSent();
    }

    private static void Fill(Dialogue dialogue)
    {
        while (dialogue.Connection.Send(new byte[100_000], out int accepted) == TransportError.None && accepted > 0)
        {
        }

        dialogue.Polls();
    }

    // Other connections hold most of the memory.
    private static Dialogue Pressed(out List<byte[]> taken)
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { WindowScale = 0 });
        taken = [];
        ChunkPool memory = dialogue.Tcp.Context.Memory;
        while (!memory.IsUnderPressure && memory.TryRent(first: false) is { } chunk)
        {
            taken.Add(chunk);
        }

        return dialogue;
    }

    // A peer that sends full segments in rounds and echoes what it heard a round trip ago.
    private sealed class Script
    {
        private readonly Dialogue _dialogue;
        private readonly bool _timestamps;
        private uint _echo;
        private int _next = 1;

        public Script(bool timestamps, TcpSettings? settings = null)
        {
            _timestamps = timestamps;
            _dialogue = new Dialogue(settings).Established(
                new TcpOptions { WindowScale = 0, MaximumSegmentSize = Full, Timestamps = timestamps ? new TcpTimestamps(1, 0) : null }, RoundTrip);
        }

        public TcpConnection Connection => _dialogue.Connection;

        public void Round(int segments, bool reads)
        {
            uint echo = _echo;
            for (int i = 0; i < segments; i++)
            {
                TcpOptions options = default;
                options.Timestamps = _timestamps ? new TcpTimestamps((uint)_next, echo) : null;
                _dialogue.PeerSends(Ack, seq: _next, ack: 1, data: new string('x', Full), options: options);
                _next += Full;
                if (reads)
                {
                    _dialogue.StackReads(new string('x', Full));
                }

                foreach (SentByStack sent in _dialogue.TakeAllSent())
                {
                    _echo = sent.Options.Timestamps?.Value ?? 0;
                }

                _dialogue.After((double)RoundTrip / segments);
            }
        }
    }
}
