using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Core.Stress;

/// <summary>Clocks, sleeping, timers.</summary>
internal static class TimeTests
{
    public static void StopwatchIsMonotonic()
    {
        long last = 0;
        for (int i = 0; i < 200_000; i++)
        {
            long now = Stopwatch.GetTimestamp();
            Require.True(now >= last, $"the clock went back by {last - now}");
            last = now;
        }
    }

    public static void SleepLastsAsAsked()
    {
        foreach (int milliseconds in (ReadOnlySpan<int>)[1, 5, 20, 100, 300])
        {
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(milliseconds);
            double lasted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Require.True(lasted >= milliseconds - 0.5 && lasted < milliseconds + 10_000, $"sleep of {milliseconds} ms lasted {lasted:F2} ms");
        }
    }

    public static void WaitsTimeOut()
    {
        using var never = new SemaphoreSlim(0);
        var gate = new object();
        long start = Stopwatch.GetTimestamp();
        Require.True(!never.Wait(50), "a semaphore nobody releases");
        lock (gate)
            Require.True(!Monitor.Wait(gate, 50), "a pulse nobody sends");
        double lasted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Require.True(lasted >= 99, $"two waits of 50 ms lasted {lasted:F1} ms");
    }

    // Not their order: timers that are due at the same moment have none, and a host that stands still makes any two so.
    public static void TimersFireOnceAndNotEarly()
    {
        const int Count = 5;
        int early = 0;
        using var done = new CountdownEvent(Count);
        var timers = new Timer[Count];
        for (int i = 0; i < Count; i++)
        {
            int due = 60 + ((Count - i) * 40);
            long start = Environment.TickCount64; // the clock that timers go by
            timers[i] = new Timer(_ =>
            {
                if (Environment.TickCount64 - start < due)
                    Interlocked.Increment(ref early);
                done.Signal(); // throws, and ends the program, if a timer fires twice
            }, null, due, Timeout.Infinite);
        }

        Require.True(done.Wait(10_000), "a timer did not fire");
        Require.Equal(0, early, "timers that fired early");
        foreach (Timer timer in timers)
            timer.Dispose();
    }

    public static void ManyDelays()
    {
        var tasks = new Task[500];
        for (int i = 0; i < tasks.Length; i++)
            tasks[i] = Task.Delay(i % 97);
        Require.True(Task.WaitAll(tasks, 10_000), "a delay did not end");
    }

    public static void IdleCostsNoProcessorTime()
    {
        Thread.Sleep(50);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Thread.Sleep(400);
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Require.True(used.TotalMilliseconds < 250, $"sleeping 400 ms used {used.TotalMilliseconds:F0} ms of the processor");
    }
}
