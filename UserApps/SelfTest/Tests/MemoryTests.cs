using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.SelfTest.Tests;

/// <summary>Memory: what is written stays, what is new is zero, stacks grow, and exhaustion is an exception that one survives.</summary>
internal static class MemoryTests
{
    private const int Mebibyte = 1 << 20;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("memory.patterns", Patterns),
        new DelegateSelfTest("memory.native", Native),
        new DelegateSelfTest("memory.stack", Stack),
        new DelegateSelfTest("memory.exhaustion", Exhaustion, TimeSpan.FromSeconds(60)),
    ];

    private static void Patterns()
    {
        List<byte[]> blocks = [];
        for (int length = 1; length <= Mebibyte; length *= 2)
        {
            for (int i = 0; i < 4; i++)
            {
                byte[] block = new byte[length];
                Check.True(!block.AsSpan().ContainsAnyExcept((byte)0), $"a new array of {length} bytes is not zero");
                block.AsSpan().Fill((byte)blocks.Count);
                blocks.Add(block);
            }
        }

        for (int i = 0; i < blocks.Count; i++)
            Check.True(!blocks[i].AsSpan().ContainsAnyExcept((byte)i), $"array {i} of {blocks[i].Length} bytes was overwritten");
    }

    private static void Native()
    {
        // From a few bytes, which the allocator has at hand, to megabytes, for which it asks the system.
        int[] lengths = [16, 4096, 65536, Mebibyte, 4 * Mebibyte];
        IntPtr[] blocks = new IntPtr[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            blocks[i] = Marshal.AllocHGlobal(lengths[i]);
            for (int offset = 0; offset < lengths[i]; offset += 16)
                Marshal.WriteInt32(blocks[i], offset, offset + i);
        }

        for (int i = 0; i < lengths.Length; i++)
        {
            for (int offset = 0; offset < lengths[i]; offset += 16)
                Check.Equal(offset + i, Marshal.ReadInt32(blocks[i], offset), $"native memory at {offset} of {lengths[i]}");
            Marshal.FreeHGlobal(blocks[i]);
        }
    }

    private static void Stack()
    {
        const int Depth = 4000;
        long sum = 0;
        Thread thread = new(() => sum = Descend(Depth), 2 * Mebibyte);
        thread.Start();
        thread.Join();
        Check.Equal(Depth * (Depth + 1L) / 2, sum, "the sum over the frames of a deep recursion");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Descend(int depth)
    {
        // 128 bytes in every frame that must still be there on the way back.
        Span<long> frame = stackalloc long[16];
        frame.Fill(depth);
        long below = depth == 1 ? 0 : Descend(depth - 1);
        Check.True(!frame.ContainsAnyExcept(depth), "a stack frame was overwritten");
        return below + frame[depth % frame.Length];
    }

    private static void Exhaustion()
    {
        Check.Throws<OutOfMemoryException>(() => GC.KeepAlive(new long[0x7FFF_FFC7]));

        // Large blocks, so that the others in the machine still find small ones while this test holds nearly everything.
        List<byte[]> blocks = [];
        Check.Throws<OutOfMemoryException>(() =>
        {
            while (true)
            {
                byte[] block = new byte[4 * Mebibyte];
                block.AsSpan().Fill(1);
                blocks.Add(block);
            }
        });
        Check.True(blocks.Count > 0, "not a single block of 4 MiB could be had");
        blocks.Clear();
        GC.Collect();
        byte[] after = new byte[4 * Mebibyte];
        Check.True(!after.AsSpan().ContainsAnyExcept((byte)0), "memory given back and taken again is not zero");
    }
}
