using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;

namespace Sabos.SelfTest.Tests;

/// <summary>Random bytes: they never repeat, and their bits look like coin tosses.</summary>
internal static class RandomTests
{
    private const int SampleLength = 8192;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("random.guid", Guids),
        new DelegateSelfTest("random.bits", Bits),
        new DelegateSelfTest("random.threads", Threads),
    ];

    private static void Guids()
    {
        HashSet<Guid> seen = [];
        for (int i = 0; i < 1000; i++)
            Check.True(seen.Add(Guid.NewGuid()), "a GUID came twice");
    }

    private static void Bits()
    {
        byte[] sample = Read();
        int ones = 0;
        int[] counts = new int[256];
        foreach (byte value in sample)
        {
            ones += BitOperations.PopCount(value);
            counts[value]++;
        }

        // 65,536 tosses: a deviation of 128; ten of them never happen.
        Check.InRange(ones, (SampleLength * 4) - 1280, (SampleLength * 4) + 1280, "bits set among 65,536");

        // 8,192 bytes, 32 of each value on average with a deviation of 5.6.
        for (int value = 0; value < counts.Length; value++)
            Check.InRange(counts[value], 1, 90, $"bytes of value {value}");
    }

    private static void Threads()
    {
        HashSet<string> seen = [];
        ThreadTests.RunOnThreads(8, _ =>
        {
            string sample = Convert.ToHexString(Read().AsSpan(0, 32));
            lock (seen)
                Check.True(seen.Add(sample), "two threads read the same random bytes");
        });
    }

    private static byte[] Read()
    {
        byte[] bytes = new byte[SampleLength];
        using FileStream file = File.OpenRead("/dev/urandom");
        file.ReadExactly(bytes);
        return bytes;
    }
}
