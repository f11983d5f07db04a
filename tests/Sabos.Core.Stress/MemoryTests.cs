using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Core.Stress;

/// <summary>The garbage collector under load, and the end of memory.</summary>
internal static unsafe class MemoryTests
{
    private const uint ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private sealed class Finalizable
    {
        private static int s_finalized;

        public static int Finalized => Volatile.Read(ref s_finalized);

        ~Finalizable() => Interlocked.Increment(ref s_finalized);
    }

    public static void SixAllocatingThreads()
    {
        int wrong = 0;
        var threads = new Thread[6];
        for (int t = 0; t < threads.Length; t++)
        {
            int seed = t;
            threads[t] = new Thread(() =>
            {
                var kept = new Queue<int[]>();
                for (int i = 0; i < 20_000; i++)
                {
                    var array = new int[10 + (i % 50)];
                    array[0] = seed + i;
                    kept.Enqueue(array);
                    if (kept.Count <= 100)
                        continue;
                    if (kept.Dequeue()[0] != seed + i - 100)
                        Interlocked.Increment(ref wrong);
                }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        Require.Equal(0, wrong, "objects with a wrong content");
    }

    public static void FinalizersRun()
    {
        int before = Finalizable.Finalized;
        Drop(1000);
        for (int i = 0; i < 10 && Finalizable.Finalized < before + 1000; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Require.True(Finalizable.Finalized >= before + 999, $"{Finalizable.Finalized - before} of 1000 finalizers ran");

        static void Drop(int count)
        {
            for (int i = 0; i < count; i++)
                _ = new Finalizable();
        }
    }

    public static void LargeArraysComeAndGo()
    {
        for (int i = 0; i < 60; i++)
        {
            var large = new byte[2 * 1024 * 1024];
            large[i] = 1;
            large[^1] = 2;
            Require.Equal(3, large[i] + large[^1], "content");
        }
    }

    public static void CollectWhileThreadsCompute()
    {
        bool stop = false;
        long total = 0;
        var threads = new Thread[4];
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                long sum = 0;
                while (!Volatile.Read(ref stop))
                {
                    for (int i = 0; i < 1000; i++)
                        sum += i;
                }

                Interlocked.Add(ref total, sum);
            });
            threads[t].Start();
        }

        for (int i = 0; i < 40; i++)
            GC.Collect();
        Volatile.Write(ref stop, true);
        foreach (Thread thread in threads)
            thread.Join();
        Require.Equal(0, total % 499_500, "a sum that a suspension broke");
    }

    public static void OutOfMemoryIsSurvived()
    {
        for (int round = 0; round < 2; round++)
        {
            var hoard = new List<byte[]>();
            try
            {
                while (hoard.Count < 100_000)
                {
                    var block = new byte[256 * 1024];
                    for (int i = 0; i < block.Length; i += 4096)
                        block[i] = 1;
                    hoard.Add(block);
                }

                Require.True(OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DOTNET_GCHeapHardLimit") == null, "memory never ended");
            }
            catch (OutOfMemoryException)
            {
            }

            Require.True(hoard.Count > 8, $"only {hoard.Count} blocks before the end of memory");
            hoard.Clear();
            GC.Collect();
            _ = new byte[1024 * 1024];
        }
    }

    public static void NativeMemoryIsRefusedBeyondRam()
    {
        // Reservations cost nothing; accessible memory beyond what the machine has is refused.
        nint reserved = Libc.Mmap(0, 1ul << 38, 0, PrivateAnonymous, -1, 0);
        Require.True(reserved != -1, "256 GiB of addresses were refused");
        Require.Equal(0, Libc.Munmap(reserved, 1ul << 38), "munmap");
        nint beyond = Libc.Mmap(0, 1ul << 38, (int)ReadWrite, PrivateAnonymous, -1, 0);
        Require.Equal(-1, beyond, "256 GiB of memory");
        Require.Equal(12, Marshal.GetLastPInvokeError(), "errno");
    }
}
