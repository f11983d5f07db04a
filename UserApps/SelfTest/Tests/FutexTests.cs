using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Sabos.SelfTest.Tests;

/// <summary>What threads wait for each other with, all of it futexes below: nothing is lost, and timeouts are kept.</summary>
internal static class FutexTests
{
    private const int ShortMilliseconds = 50;
    private const int PatienceMilliseconds = 5000;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("futex.monitor", MutualExclusion),
        new DelegateSelfTest("futex.lock", LockExclusion),
        new DelegateSelfTest("futex.semaphore", Handover),
        new DelegateSelfTest("futex.ping-pong", PingPong),
        new DelegateSelfTest("futex.timeouts", Timeouts),
    ];

    private static void MutualExclusion()
    {
        const int Threads = 8;
        const int Turns = 20_000;
        object gate = new();
        int count = 0;
        ThreadTests.RunOnThreads(Threads, _ =>
        {
            for (int i = 0; i < Turns; i++)
            {
                lock (gate)
                    count++;
            }
        });
        Check.Equal(Threads * Turns, count, "increments under Monitor");
    }

    private static void LockExclusion()
    {
        const int Threads = 8;
        const int Turns = 500;
        Lock gate = new();
        int count = 0;
        ThreadTests.RunOnThreads(Threads, _ =>
        {
            for (int i = 0; i < Turns; i++)
            {
                lock (gate)
                {
                    // Giving way while holding it makes the others really wait.
                    int seen = count;
                    Thread.Yield();
                    count = seen + 1;
                }
            }
        });
        Check.Equal(Threads * Turns, count, "increments under Lock");
    }

    private static void Handover()
    {
        const int Tokens = 10_000;
        using SemaphoreSlim filled = new(0);
        using SemaphoreSlim empty = new(4);
        long sum = 0;
        Queue<int> queue = new();
        ThreadTests.RunOnThreads(2, index =>
        {
            for (int i = 1; i <= Tokens; i++)
            {
                Check.True((index == 0 ? empty : filled).Wait(PatienceMilliseconds), "a semaphore's release was lost");
                lock (queue)
                {
                    if (index == 0)
                        queue.Enqueue(i);
                    else
                        sum += queue.Dequeue();
                }

                (index == 0 ? filled : empty).Release();
            }
        });
        Check.Equal(Tokens * (Tokens + 1L) / 2, sum, "the sum of what was handed over");
    }

    private static void PingPong()
    {
        const int Turns = 5000;
        object gate = new();
        int turn = 0;
        ThreadTests.RunOnThreads(2, index =>
        {
            for (int i = 0; i < Turns; i++)
            {
                lock (gate)
                {
                    while (turn % 2 != index)
                        Check.True(Monitor.Wait(gate, PatienceMilliseconds), "a pulse was lost");
                    turn++;
                    Monitor.Pulse(gate);
                }
            }
        });
        Check.Equal(2 * Turns, turn, "turns taken");
    }

    private static void Timeouts()
    {
        object gate = new();
        lock (gate)
            TakesShort("Monitor.Wait", () => Monitor.Wait(gate, ShortMilliseconds));
        using SemaphoreSlim semaphore = new(0);
        TakesShort("SemaphoreSlim.Wait", () => semaphore.Wait(ShortMilliseconds));
        using ManualResetEvent manual = new(false);
        TakesShort("WaitHandle.WaitOne", () => manual.WaitOne(ShortMilliseconds));
    }

    private static void TakesShort(string what, System.Func<bool> wait)
    {
        long started = Stopwatch.GetTimestamp();
        Check.True(!wait(), $"{what} was woken by nobody");
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Check.InRange(elapsed, ShortMilliseconds - 1, PatienceMilliseconds, $"{what} of {ShortMilliseconds} ms");
    }
}
