using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Core.Stress;

/// <summary>Threads, and what they wait for each other with.</summary>
internal static class ThreadTests
{
    public static void ManyThreads() => Crowd(250);

    /// <summary>Needs some 128 MB.</summary>
    public static void TwoThousandThreads() => Crowd(2000);

    public static void ThreadsComeAndGo()
    {
        int ran = 0;
        for (int i = 0; i < 300; i++)
            RunThreads(2, _ => Interlocked.Increment(ref ran));
        Require.Equal(600, ran, "threads that ran");
    }

    public static void ThreadPoolItems()
    {
        const int Count = 5000;
        using var done = new CountdownEvent(Count);
        long sum = 0;
        for (int i = 0; i < Count; i++)
        {
            ThreadPool.QueueUserWorkItem(value =>
            {
                Interlocked.Add(ref sum, value);
                done.Signal();
            }, i, preferLocal: false);
        }

        Require.True(done.Wait(20_000), "items are left over");
        Require.Equal(Count * (Count - 1L) / 2, sum, "sum");
    }

    public static void ParallelFor()
    {
        long sum = 0;
        Parallel.For(0, 10_000, i => Interlocked.Add(ref sum, i));
        Require.Equal(49_995_000, sum, "sum");
    }

    public static void MonitorContention()
    {
        var gate = new object();
        int value = 0;
        RunThreads(8, _ =>
        {
            for (int i = 0; i < 2000; i++)
            {
                lock (gate)
                {
                    int old = value;
                    if (i % 64 == 0)
                        Thread.Yield();
                    value = old + 1;
                }
            }
        });
        Require.Equal(16_000, value, "count under the lock");
    }

    public static void SemaphoreHandover()
    {
        using var ping = new SemaphoreSlim(0);
        using var pong = new SemaphoreSlim(0);
        const int Rounds = 3000;
        var other = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                ping.Wait();
                pong.Release();
            }
        });
        other.Start();
        for (int i = 0; i < Rounds; i++)
        {
            ping.Release();
            Require.True(pong.Wait(5000), "the answer did not come");
        }

        other.Join();
    }

    public static void BarrierRounds()
    {
        int phases = 0;
        using var barrier = new Barrier(5, _ => phases++);
        RunThreads(5, _ =>
        {
            for (int i = 0; i < 200; i++)
                barrier.SignalAndWait();
        });
        Require.Equal(200, phases, "phases");
    }

    public static void ReadersAndWriter()
    {
        using var gate = new ReaderWriterLockSlim();
        int first = 0;
        int second = 0;
        int torn = 0;
        RunThreads(6, index =>
        {
            for (int i = 0; i < 500; i++)
            {
                if (index == 0)
                {
                    gate.EnterWriteLock();
                    first++;
                    Thread.Yield();
                    second++;
                    gate.ExitWriteLock();
                }
                else
                {
                    gate.EnterReadLock();
                    if (first != second)
                        Interlocked.Increment(ref torn);
                    gate.ExitReadLock();
                }
            }
        });
        Require.Equal(0, torn, "reads between the writes");
    }

    public static void ProducersAndConsumers()
    {
        using var queue = new BlockingCollection<int>(16);
        long sum = 0;
        RunThreads(8, index =>
        {
            if (index < 4)
            {
                for (int i = 0; i < 1000; i++)
                    queue.Add(i);
            }
            else
            {
                for (int i = 0; i < 1000; i++)
                    Interlocked.Add(ref sum, queue.Take());
            }
        });
        Require.Equal(4 * 499_500L, sum, "sum");
    }

    public static void SpinnersDoNotStarveSleepers()
    {
        bool stop = false;
        double worst = 0;
        RunThreads(5, index =>
        {
            if (index > 0)
            {
                // Computing, not Thread.SpinWait: under emulation each `pause` takes QEMU's global lock, which starves its timers.
                while (!Volatile.Read(ref stop))
                    Series(index);
                return;
            }

            for (int i = 0; i < 50; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Thread.Sleep(5);
                worst = Math.Max(worst, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Volatile.Write(ref stop, true);
        });
        // Starved would be for ever. What a loaded host takes away from the whole machine is no fault of the scheduler's.
        Require.True(worst < 30_000, $"a sleep of 5 ms lasted {worst:F1} ms");
    }

    public static void FloatingPointSurvivesPreemption()
    {
        int wrong = 0;
        RunThreads(6, index =>
        {
            double expected = Series(index);
            Vector<float> expectedVector = VectorSeries(index);
            for (int i = 0; i < 30; i++)
            {
                if (Series(index) != expected || VectorSeries(index) != expectedVector)
                    Interlocked.Increment(ref wrong);
                if (index == 0)
                    GC.Collect();
            }
        });
        Require.Equal(0, wrong, "results that changed");
    }

    private static void Crowd(int count)
    {
        using var gate = new ManualResetEventSlim();
        int ran = 0;
        RunThreads(count, _ =>
        {
            gate.Wait();
            Interlocked.Increment(ref ran);
        }, gate.Set);
        Require.Equal(count, ran, "threads that ran");
    }

    private static double Series(int seed)
    {
        double sum = seed;
        for (int i = 1; i < 20_000; i++)
            sum += 1.0 / (i + seed);
        return sum;
    }

    private static Vector<float> VectorSeries(int seed)
    {
        var sum = new Vector<float>(seed);
        var step = new Vector<float>(1.0001f);
        for (int i = 1; i < 20_000; i++)
            sum = (sum * step) + new Vector<float>(i);
        return sum;
    }

    private static void RunThreads(int count, Action<int> body, Action? whenStarted = null)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            int index = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    body(index);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            });
            threads[i].Start();
        }

        whenStarted?.Invoke();
        foreach (Thread thread in threads)
            thread.Join();
        if (failures.TryDequeue(out Exception? first))
            throw new InvalidOperationException("in a thread", first);
    }
}
