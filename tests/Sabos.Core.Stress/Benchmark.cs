using System;
using System.Diagnostics;
using System.Threading;

namespace Sabos.Core.Stress;

/// <summary>
/// What the core's services cost, in nanoseconds. Under <c>-icount shift=0</c> QEMU's clock advances one nanosecond an instruction, so that the
/// figures are instructions.
/// </summary>
internal static unsafe class Benchmark
{
    private const int GetPpid = 110;
    private const int SchedYield = 24;
    private const int ClockGettime = 228;
    private const int Futex = 202;
    private const int FutexWait = 0;
    private const int FutexWake = 1;

    public static int Run()
    {
        Report("from the core's clock to Main", 0, 1); // on Sabos, whose clock starts with the boot
        uint* word = stackalloc uint[2];
        long* time = stackalloc long[2];
        Measure("system call", 20_000, () => Libc.RawSyscall(GetPpid, 0, 0, 0, 0));
        Measure("clock_gettime by system call", 20_000, () => Libc.RawSyscall(ClockGettime, 1, (nint)time, 0, 0));
        Measure("Stopwatch.GetTimestamp", 20_000, () => Stopwatch.GetTimestamp());
        Measure("futex wake, nobody waits", 20_000, () => Libc.RawSyscall(Futex, (nint)word, FutexWake, 1, 0));
        Measure("futex wait, value differs", 20_000, () => Libc.RawSyscall(Futex, (nint)word, FutexWait, 1, 0));
        Measure("sched_yield, alone", 20_000, () => Libc.RawSyscall(SchedYield, 0, 0, 0, 0));
        Handover();
        PageFaults();
        Threads();
        return 0;
    }

    private static void Measure(string name, int count, Action action)
    {
        for (int i = 0; i < 100; i++)
            action();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            action();
        Report(name, start, count);
    }

    // Two threads that wake each other: a round is two wakes, two waits and two switches.
    private static void Handover()
    {
        const int Rounds = 5000;
        using var pinned = new PinnedWords();
        uint* words = pinned.Words;
        var other = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Await(words, (uint)i + 1);
                Post(words + 16, (uint)i + 1);
            }
        });
        other.Start();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
        {
            Post(words, (uint)i + 1);
            Await(words + 16, (uint)i + 1);
        }

        Report("futex round trip of two threads", start, Rounds);
        other.Join();
    }

    private static void Post(uint* word, uint value)
    {
        Volatile.Write(ref *word, value);
        Libc.RawSyscall(Futex, (nint)word, FutexWake, 1, 0);
    }

    private static void Await(uint* word, uint value)
    {
        uint seen;
        while ((seen = Volatile.Read(ref *word)) != value)
            Libc.RawSyscall(Futex, (nint)word, FutexWait, (nint)seen, 0);
    }

    private static void PageFaults()
    {
        const int Pages = 2000;
        nint memory = Libc.Mmap(0, Pages * 4096, 3, 0x22, -1, 0);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Pages; i++)
            *(byte*)(memory + (i * 4096)) = 1;
        Report("page of memory, first touch", start, Pages);
        start = Stopwatch.GetTimestamp();
        Libc.Munmap(memory, Pages * 4096);
        Report("page of memory, given back", start, Pages);
    }

    private static void Threads()
    {
        const int Count = 200;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            var thread = new Thread(static () => { });
            thread.Start();
            thread.Join();
        }

        Report("thread started and joined", start, Count);
    }

    private static void Report(string name, long start, int count)
        => Console.WriteLine($"{name,-34} {Stopwatch.GetElapsedTime(start).TotalNanoseconds / count,10:F0} ns");

    private sealed class PinnedWords : IDisposable
    {
        public readonly uint* Words = (uint*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(256);

        public void Dispose() => System.Runtime.InteropServices.NativeMemory.Free(Words);
    }
}
