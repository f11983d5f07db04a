using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Chunks, the sparse window over them, and the ranges received.</summary>
public sealed class TcpBuffersTests
{
    [Fact]
    public void ChunkedBuffer_RandomWritesReadsAndAdvances_AgreeWithAnArray()
    {
        Random random = new(3);
        ChunkPool pool = new(limit: 1000, kept: 10);
        ChunkedBuffer buffer = new(pool);
        byte[] model = new byte[200_000];
        int start = 0;
        for (int i = 0; i < 3000; i++)
        {
            int position = random.Next(0, 30_000);
            byte[] bytes = new byte[random.Next(0, 9000)];
            random.NextBytes(bytes);
            if (start + position + bytes.Length > model.Length)
            {
                buffer.Clear();
                start = 0;
                Array.Clear(model);
            }

            Assert.Equal(bytes.Length, buffer.Write(position, bytes));
            bytes.CopyTo(model, start + position);
            byte[] read = new byte[bytes.Length];
            buffer.CopyTo(position, read);
            Assert.Equal(bytes, read);
            int step = random.Next(0, Math.Max(1, position));
            buffer.Advance(step);
            start += step;
            if (step < position)
            {
                buffer.CopyTo(position - step, read);
                Assert.Equal(model.AsSpan(start + position - step, read.Length).ToArray(), read);
            }
        }

        buffer.Clear();
        Assert.Equal(0, pool.Lent);
    }

    [Fact]
    public void ChunkPool_Exhausted_LendsOnlyFirstChunks()
    {
        ChunkPool pool = new(limit: 1, kept: 1);
        byte[] one = Assert.IsType<byte[]>(pool.TryRent(first: false));
        Assert.Null(pool.TryRent(first: false));
        byte[] two = Assert.IsType<byte[]>(pool.TryRent(first: true));
        pool.Return(one);
        pool.Return(two);
        Assert.Equal(0, pool.Lent);
        byte[] again = Assert.IsType<byte[]>(pool.TryRent(first: false));
        Assert.Same(one, again);
    }

    [Fact]
    public void SendBuffer_Empty_HoldsNoMemory()
    {
        ChunkPool pool = new(100, 100);
        SendBuffer buffer = new(pool);
        Assert.Equal(5000, buffer.Append(new byte[6000], limit: 5000));
        Assert.Equal(2, pool.Lent);
        buffer.Release(4999);
        Assert.Equal(1, pool.Lent);
        buffer.Release(1);
        Assert.Equal(0, pool.Lent);
        Assert.Equal(0, buffer.Append(new byte[10], limit: 0));
    }

    [Fact]
    public void SequenceRanges_RandomAdditions_AgreeWithASet()
    {
        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            SequenceRanges ranges = new();
            HashSet<int> model = [];
            uint origin = round % 2 == 0 ? 0xFFFF_FF80 : 0;
            for (int i = 0; i < 20; i++)
            {
                int start = random.Next(1, 300);
                int end = start + random.Next(1, 20);
                Assert.True(ranges.TryAdd(new SackBlock(new SequenceNumber(origin + (uint)start), new SequenceNumber(origin + (uint)end))));
                model.UnionWith(Enumerable.Range(start, end - start));
            }

            Assert.Equal(model.Order(), Enumerate(ranges, origin));
            int next = random.Next(0, 150);
            int reached = (int)(ranges.Advance(new SequenceNumber(origin + (uint)next)).Value - origin);
            int expected = next;
            model.RemoveWhere(value => value < next);
            if (reached > next)
            {
                Assert.All(Enumerable.Range(next, reached - next), value => Assert.Contains(value, model));
                expected = reached;
            }

            Assert.DoesNotContain(expected, model);
        }
    }

    [Fact]
    public void SequenceRanges_Full_TakeNoNewRangeButLetOldOnesGrow()
    {
        SequenceRanges ranges = new();
        for (uint i = 0; i < SequenceRanges.Capacity; i++)
        {
            Assert.True(ranges.TryAdd(new SackBlock(new SequenceNumber(i * 10), new SequenceNumber((i * 10) + 5))));
        }

        Assert.False(ranges.HasRoom);
        Assert.False(ranges.TryAdd(new SackBlock(new SequenceNumber(7), new SequenceNumber(8))));
        Assert.True(ranges.TryAdd(new SackBlock(new SequenceNumber(5), new SequenceNumber(10))));
        Assert.True(ranges.HasRoom);
        Assert.True(ranges.Contains(new SackBlock(new SequenceNumber(0), new SequenceNumber(15))));
    }

    private static IEnumerable<int> Enumerate(SequenceRanges ranges, uint origin)
    {
        for (int i = 0; i < ranges.Count; i++)
        {
            for (SequenceNumber s = ranges[i].Start; s < ranges[i].End; s += 1)
            {
                yield return (int)(s.Value - origin);
            }
        }
    }
}
