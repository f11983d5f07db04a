using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>Threads: many of them, each with its own storage, none able to keep the processor from the others.</summary>
internal static class ThreadTests
{
    private const int SmallStack = 128 * 1024;

    [ThreadStatic]
    private static int s_perThread;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("thread.many", Many),
        new DelegateSelfTest("thread.generations", Generations),
        new DelegateSelfTest("thread.preemption", Preemption),
        new DelegateSelfTest("thread.local", Local),
        new DelegateSelfTest("thread.pool", PoolAsync),
        new DelegateSelfTest("thread.names", NamesAsync),
    ];

    /// <summary>Runs <paramref name="body"/> on several threads and waits for all of them.</summary>
    public static void RunOnThreads(int count, Action<int> body)
    {
        Thread[] threads = new Thread[count];
        Exception? failure = null;
        for (int i = 0; i < count; i++)
        {
            int index = i;
            threads[i] = new Thread(
                () =>
                {
                    try
                    {
                        body(index);
                    }
                    catch (SelfTestFailedException exception)
                    {
                        Interlocked.CompareExchange(ref failure, exception, null);
                    }
                },
                SmallStack)
            { IsBackground = true };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        if (failure is not null)
            throw new SelfTestFailedException(failure.Message, failure);
    }

    private static void Many()
    {
        const int Count = 100;
        using CountdownEvent allRun = new(Count);
        int ended = 0;
        RunOnThreads(Count, _ =>
        {
            // Nobody goes on before all are there: they exist at the same time.
            allRun.Signal();
            allRun.Wait();
            Interlocked.Increment(ref ended);
        });
        Check.Equal(Count, ended, "threads that ended");
    }

    private static void Generations()
    {
        int ended = 0;
        for (int generation = 0; generation < 50; generation++)
            RunOnThreads(4, _ => Interlocked.Increment(ref ended));
        Check.Equal(200, ended, "threads that ended, one after the other");
    }

    private static void Preemption()
    {
        bool stop = false;
        Thread[] busy = new Thread[2];
        using CountdownEvent allRun = new(busy.Length);
        for (int i = 0; i < busy.Length; i++)
        {
            busy[i] = new Thread(
                () =>
                {
                    allRun.Signal();
                    while (!Volatile.Read(ref stop))
                    {
                    }
                },
                SmallStack)
            { IsBackground = true };
            busy[i].Start();
        }

        // This thread runs again only if the busy ones are made to give way, and both begin only if they give way to each other. Otherwise the
        // test never ends, and its timeout fails it.
        allRun.Wait();
        Volatile.Write(ref stop, true);
        foreach (Thread thread in busy)
            thread.Join();
    }

    private static void Local()
    {
        using ThreadLocal<int> local = new(() => -1);
        RunOnThreads(8, index =>
        {
            Check.Equal(0, s_perThread, "a thread's static before it is set");
            Check.Equal(-1, local.Value, "a thread's local before it is set");
            s_perThread = index;
            local.Value = index;
            Thread.Yield();
            Check.Equal(index, s_perThread, "a thread's static");
            Check.Equal(index, local.Value, "a thread's local");
        });
    }

    private static async Task PoolAsync(CancellationToken cancellation)
    {
        const int Count = 500;
        int done = 0;
        Task<int>[] tasks = new Task<int>[Count];
        for (int i = 0; i < Count; i++)
        {
            int value = i;
            tasks[i] = Task.Run(
                async () =>
                {
                    await Task.Yield();
                    Interlocked.Increment(ref done);
                    return value;
                },
                cancellation);
        }

        int[] values = await Task.WhenAll(tasks).ConfigureAwait(false);
        Check.Equal(Count, done, "tasks done");
        for (int i = 0; i < Count; i++)
            Check.Equal(i, values[i], "a task's result");
    }

    private static async Task NamesAsync(CancellationToken cancellation)
    {
        string[] names = [];
        Thread thread = new(() => names = NamesOfAll(), SmallStack) { IsBackground = true, Name = "self-test's thread" };
        thread.Start();
        thread.Join();
        Check.True(names.Contains("self-test's thr"), $"no thread has the first 15 bytes of the name given: {string.Join(", ", names)}");

        names = await Task.Run(NamesOfAll, cancellation).ConfigureAwait(false);
        Check.True(names.Contains(".NET TP Worker"), $"no thread has the name of the pool's: {string.Join(", ", names)}");
    }

    /// <summary>The names that the system has for this process's threads.</summary>
    private static string[] NamesOfAll()
    {
        List<string> names = [];
        foreach (string directory in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                names.Add(File.ReadAllText(Path.Combine(directory, "comm")).TrimEnd());
            }
            catch (IOException)
            {
                // The thread has ended since the directory was read.
            }
        }

        return [.. names];
    }
}
