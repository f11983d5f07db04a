using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class StackRandomTests
{
    [Fact]
    public void Values_SameSeed_AreTheSame()
    {
        StackRandom first = new(new byte[32]);
        StackRandom second = new(new byte[32]);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(first.NextUInt32(), second.NextUInt32()));
    }

    [Fact]
    public void Values_SeedOneBitApart_Differ()
    {
        byte[] other = new byte[32];
        other[31] = 1;
        Assert.NotEqual(new StackRandom(new byte[32]).NextUInt64(), new StackRandom(other).NextUInt64());
    }

    [Fact]
    public void Values_AcrossManyBuffers_NeverRepeat()
    {
        StackRandom random = new(new byte[32]);
        HashSet<ulong> seen = [];
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(seen.Add(random.NextUInt64())));
    }

    [Fact]
    public void NextBelow_SmallBound_IsEven()
    {
        StackRandom random = new(new byte[32]);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[random.NextBelow(6)]++;
        }

        // Ten standard deviations.
        Assert.All(counts, count => Assert.InRange(count, 9_100, 10_900));
    }

    // Plain remainders of 32 bits would hit the first third twice as often.
    [Fact]
    public void NextBelow_LargeBound_IsEven()
    {
        StackRandom random = new(new byte[32]);
        int low = Enumerable.Range(0, 30_000).Count(_ => random.NextBelow(0xC000_0000) < 0x4000_0000);
        Assert.InRange(low, 9_200, 10_800);
    }

    [Fact]
    public void Fill_AnyLength_LeavesNothingUnfilled()
    {
        StackRandom random = new(new byte[32]);
        for (int length = 0; length < 300; length++)
        {
            byte[] bytes = new byte[length + 8];
            random.Fill(bytes.AsSpan(0, length));
            Assert.Equal(0, bytes.AsSpan(length).IndexOfAnyExcept((byte)0) + 1);
            Assert.True(length < 64 || bytes.AsSpan(0, length).Count((byte)0) < length / 8);
        }
    }

    [Fact]
    public void NextBetween_Bounds_AreKept()
    {
        StackRandom random = new(new byte[32]);
        Assert.All(Enumerable.Range(0, 1000), _ =>
            Assert.InRange(random.NextBetween(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Seed_OfAnotherLength_IsRefused() => Assert.Throws<ArgumentException>(() => new StackRandom(new byte[16]));

    [Fact]
    public void EphemeralPorts_All_ComeOnceEachFromARandomStart()
    {
        StackRandom random = new(new byte[32]);
        ushort[] ports = new EphemeralPorts(random).ToArray();
        Assert.Equal(EphemeralPorts.Count, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, EphemeralPorts.First, ushort.MaxValue));
        Assert.NotEqual(ports[0], new EphemeralPorts(random).First());
    }
}
