using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Core.Stress;

/// <summary>System calls whose behaviour the runtime takes for granted.</summary>
internal static unsafe class SystemCallTests
{
    private const int FutexNumber = 202;
    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int FutexCompareRequeue = 4;
    private const short PollIn = 1;

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Occurred;
    }

    public static void PipeCarriesBytes()
    {
        int* ends = stackalloc int[2];
        Require.Equal(0, Libc.Pipe2(ends, 0), "pipe2");
        int read = ends[0];
        int write = ends[1];
        var writer = new Thread(() =>
        {
            byte* chunk = stackalloc byte[3000];
            for (int i = 0; i < 100; i++)
            {
                new Span<byte>(chunk, 3000).Fill((byte)i);
                Require.Equal(3000, (int)Libc.Write(write, chunk, 3000), "bytes written");
            }
        });
        writer.Start();
        byte* buffer = stackalloc byte[1000];
        long total = 0;
        while (total < 300_000)
        {
            nint count = Libc.Read(read, buffer, 1000);
            Require.True(count > 0, "read");
            for (nint i = 0; i < count; i++, total++)
                Require.Equal((byte)(total / 3000), buffer[i], "byte");
        }

        writer.Join();
        Libc.Close(read);
        Libc.Close(write);
    }

    public static void PipeEndsWhenWriterCloses()
    {
        int* ends = stackalloc int[2];
        Require.Equal(0, Libc.Pipe2(ends, 0), "pipe2");
        int write = ends[1];
        var closer = new Thread(() =>
        {
            Thread.Sleep(20);
            Libc.Close(write);
        });
        closer.Start();
        byte one;
        Require.Equal(0, Libc.Read(ends[0], &one, 1), "read at the end");
        closer.Join();
        Libc.Close(ends[0]);
    }

    public static void EventWakesPoll()
    {
        int descriptor = Libc.EventFd(0, 0);
        Require.True(descriptor >= 0, "eventfd");
        var entry = new PollEntry { Descriptor = descriptor, Events = PollIn };
        Require.Equal(0, Libc.Poll(&entry, 1, 20), "poll before the event");
        var signaller = new Thread(() =>
        {
            Thread.Sleep(20);
            ulong two = 2;
            Libc.Write(descriptor, &two, 8);
        });
        signaller.Start();
        Require.Equal(1, Libc.Poll(&entry, 1, 5000), "poll");
        Require.Equal(PollIn, entry.Occurred, "events");
        ulong value;
        Require.Equal(8, Libc.Read(descriptor, &value, 8), "read");
        Require.Equal(2ul, value, "count");
        signaller.Join();
        Libc.Close(descriptor);
    }

    public static void MemoryFileKeepsBytes()
    {
        byte name = 0;
        int descriptor = Libc.MemFd(&name, 0);
        Require.True(descriptor >= 0, "memfd_create");
        byte* buffer = stackalloc byte[256];
        for (int i = 0; i < 256; i++)
            buffer[i] = (byte)i;
        for (int i = 0; i < 100; i++)
            Require.Equal(256, Libc.Write(descriptor, buffer, 256), "write");
        Require.Equal(25_600 - 10, Libc.Lseek(descriptor, -10, 2), "seek");
        Require.Equal(10, Libc.Read(descriptor, buffer, 256), "read to the end");
        Require.Equal((byte)246, buffer[0], "content");
        Libc.Close(descriptor);
    }

    public static void MappingsGrowAndMove()
    {
        nint first = Libc.Mmap(0, 8192, 3, 0x22, -1, 0);
        Require.True(first != -1, "mmap");
        *(int*)first = 42;
        *(int*)(first + 4096) = 43;
        nint moved = Libc.Mremap(first, 8192, 1 << 20, 1);
        Require.True(moved != -1, "mremap");
        Require.Equal(42, *(int*)moved, "first page");
        Require.Equal(43, *(int*)(moved + 4096), "second page");
        Require.Equal(0, *(int*)(moved + 8192), "new page");
        Require.Equal(0, Libc.Munmap(moved + 4096, 4096), "a hole");
        Require.Equal(0, Libc.Mprotect(moved + 8192, 4096, 0), "no access");
        Require.Equal(-1, Libc.Mprotect(moved, 12_288, 1), "mprotect over the hole");
        Require.Equal(12, Marshal.GetLastPInvokeError(), "errno");
        Require.Equal(0, Libc.Munmap(moved, 1 << 20), "munmap");
    }

    public static void UnknownCallIsRefused()
    {
        Require.Equal(-1L, Libc.Syscall(511, 0, 0, 0, 0, 0, 0), "system call 511");
        Require.Equal(38, Marshal.GetLastPInvokeError(), "errno");
    }

    public static void FutexComparesTimesOutAndRequeues()
    {
        uint* words = (uint*)NativeMemory.AllocZeroed(64);
        Require.Equal(-1L, Libc.Syscall(FutexNumber, (nint)words, FutexWait, 1, 0, 0, 0), "wait with another value");
        Require.Equal(11, Marshal.GetLastPInvokeError(), "errno");
        long* time = stackalloc long[2];
        time[0] = 0;
        time[1] = 20_000_000;
        long start = Stopwatch.GetTimestamp();
        Require.Equal(-1L, Libc.Syscall(FutexNumber, (nint)words, FutexWait, 0, (nint)time, 0, 0), "wait that times out");
        Require.Equal(110, Marshal.GetLastPInvokeError(), "errno");
        Require.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds >= 19.5, "time out too early");

        int woken = 0;
        var threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                Libc.Syscall(FutexNumber, (nint)words, FutexWait, 0, 0, 0, 0);
                Interlocked.Increment(ref woken);
            });
            threads[i].Start();
        }

        // The threads are in the queue when a requeue moves all four; none may be lost on the way.
        long moved = 0;
        while (moved < 4)
        {
            moved += Libc.Syscall(FutexNumber, (nint)words, FutexCompareRequeue, 0, 4, (nint)(words + 8), 0);
            Thread.Yield();
        }

        Require.Equal(0, Volatile.Read(ref woken), "woken by the requeue");
        Require.Equal(0L, Libc.Syscall(FutexNumber, (nint)words, FutexWake, 4, 0, 0, 0), "waiters left behind");
        Require.Equal(4L, Libc.Syscall(FutexNumber, (nint)(words + 8), FutexWake, 9, 0, 0, 0), "waiters moved");
        foreach (Thread thread in threads)
            thread.Join();
        NativeMemory.Free(words);
    }

    public static void ClosingBlockedPipeIsSafe()
    {
        int* ends = stackalloc int[2];
        Require.Equal(0, Libc.Pipe2(ends, 0), "pipe2");
        int read = ends[0];
        int write = ends[1];
        nint got = -2;
        var reader = new Thread(() =>
        {
            byte one;
            got = Libc.Read(read, &one, 1);
        });
        reader.Start();
        Thread.Sleep(20);
        Libc.Close(read);
        byte value = 9;
        // The read that is under way keeps the pipe, so the byte arrives.
        Require.Equal(1, Libc.Write(write, &value, 1), "write");
        reader.Join();
        Require.Equal(1, got, "read");
        Libc.Close(write);
    }
}
