using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class FaultyLineTests
{
    private static readonly Instant s_start = Instant.FromMilliseconds(1_000);

    [Fact]
    public void Send_Delayed_ComesOutThatMuchLaterInOrder()
    {
        FaultyLine line = new(new FaultProfile { Delay = TimeSpan.FromMilliseconds(50) }, seed: 1);
        Send(line, 100, s_start);
        Send(line, 200, s_start + TimeSpan.FromMilliseconds(1));

        Assert.Empty(TakeAll(line, s_start + TimeSpan.FromMilliseconds(49)));
        Assert.Equal(s_start + TimeSpan.FromMilliseconds(50), line.NextDue);
        Assert.Equal([100], TakeAll(line, line.NextDue));
        Assert.Equal([200], TakeAll(line, line.NextDue));
        Assert.Equal(Instant.Never, line.NextDue);
    }

    [Fact]
    public void Send_FasterThanTheBottleneck_QueuesThenDropsWhatDoesNotFit()
    {
        // A frame of 1,250 bytes takes 10 ms at 1 Mbit/s; three fit the queue, the one under transmission included.
        FaultyLine line = new(new FaultProfile { BitsPerSecond = 1_000_000, QueueBytes = 3_750 }, seed: 1);
        for (int i = 0; i < 5; i++)
        {
            Send(line, 1_250, s_start);
        }

        Assert.Equal(2, line.Counters.Overflowed);
        Assert.Empty(TakeAll(line, s_start + TimeSpan.FromMilliseconds(9.9)));
        Assert.Single(TakeAll(line, s_start + TimeSpan.FromMilliseconds(10)));
        Send(line, 1_250, s_start + TimeSpan.FromMilliseconds(10));
        Assert.Equal(2, TakeAll(line, s_start + TimeSpan.FromMilliseconds(30)).Count);
        Assert.Equal(s_start + TimeSpan.FromMilliseconds(40), line.NextDue);
        Assert.Equal(2, line.Counters.Overflowed);
    }

    [Fact]
    public void Send_EveryFault_HarmsAsOftenAsToldAndCounts()
    {
        const int Frames = 20_000;
        FaultyLine line = new(new FaultProfile { Loss = 0.05, Duplication = 0.1, Reordering = 0.25, Corruption = 0.02 }, seed: 7);
        for (int i = 0; i < Frames; i++)
        {
            Send(line, 100, s_start);
        }

        int arrived = TakeAll(line, Instant.Never).Count;
        FaultCounters counters = line.Counters;
        Assert.Equal(Frames - counters.Lost + counters.Doubled, arrived);
        Assert.InRange(counters.Lost, 0.045 * Frames, 0.055 * Frames);
        Assert.InRange(counters.Doubled, 0.09 * Frames, 0.1 * Frames);
        Assert.InRange(counters.HeldBack, 0.22 * Frames, 0.26 * Frames);
        Assert.InRange(counters.Corrupted, 0.015 * Frames, 0.023 * Frames);
    }

    [Theory]
    [InlineData(100, 20)]
    [InlineData(1_000, 2)]
    public void Send_BurstThatFramesDoNotEnd_EndsInTime(int interval, int expectedLosses)
    {
        BurstLoss bursts = new(Begin: 1, End: 0, Loss: 1) { Longest = TimeSpan.FromSeconds(2) };
        FaultyLine line = new(new FaultProfile { Bursts = bursts }, seed: 1);
        Send(line, 100, s_start);
        line.Profile = new FaultProfile { Bursts = bursts with { Begin = 0 } };
        for (int i = 1; i < 100; i++)
        {
            Send(line, 100, s_start + TimeSpan.FromMilliseconds(i * interval));
        }

        Assert.Equal(expectedLosses, line.Counters.Lost);
    }

    [Fact]
    public void Send_Corruption_TurnsOverOneBitOfAnIpPacketAndLeavesOtherFramesAlone()
    {
        FaultyLine line = new(new FaultProfile { Corruption = 1 }, seed: 1);
        byte[] ip = Bytes(60);
        byte[] arp = Bytes(60);
        arp[13] = 0x06;
        foreach (byte[] sent in (byte[][])[ip, arp])
        {
            FrameBuffer frame = line.Rent(60);
            sent.CopyTo(frame.Bytes);
            line.Send(frame, s_start);
        }

        Assert.Equal(1, CountDifferentBits(ip, Take(line)));
        Assert.Equal(0, CountDifferentBits(arp, Take(line)));
        Assert.Equal(1, line.Counters.Corrupted);
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        bytes[12] = 0x08;
        return bytes;
    }

    private static void Send(FaultyLine line, int length, Instant now)
    {
        FrameBuffer frame = line.Rent(length);
        Bytes(length).CopyTo(frame.Bytes);
        line.Send(frame, now);
    }

    private static byte[] Take(FaultyLine line)
    {
        Assert.True(line.TryPeek(s_start, out FrameBuffer frame));
        line.Take();
        return frame.Bytes.ToArray();
    }

    private static List<int> TakeAll(FaultyLine line, Instant now)
    {
        List<int> lengths = [];
        while (line.TryPeek(now, out FrameBuffer frame))
        {
            lengths.Add(frame.Length);
            line.Take();
            line.Return(frame);
        }

        return lengths;
    }

    private static int CountDifferentBits(byte[] left, byte[] right)
    {
        int count = 0;
        for (int i = 0; i < left.Length; i++)
        {
            count += int.PopCount(left[i] ^ right[i]);
        }

        return count;
    }
}
