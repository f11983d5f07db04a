using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>
/// Timers: never early, never lost, and silent once cancelled. Their order is not tested: .NET promises none to timers that are due at the same
/// moment, and a host that stands still makes any two so.
/// </summary>
internal static class TimerTests
{
    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("timer.periodic", PeriodicAsync),
        new DelegateSelfTest("timer.many", ManyAsync),
        new DelegateSelfTest("timer.cancel", CancelAsync),
    ];

    private static async Task PeriodicAsync(CancellationToken cancellation)
    {
        const int Period = 20;
        const int Ticks = 10;
        long started = Environment.TickCount64;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(Period));
        for (int i = 0; i < Ticks; i++)
            Check.True(await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false), "a tick did not come");
        NotEarly(Period * Ticks, started);
    }

    private static async Task ManyAsync(CancellationToken cancellation)
    {
        Task[] delays = new Task[1000];
        for (int i = 0; i < delays.Length; i++)
        {
            int delay = 1 + (i * 7919 % 200);
            long started = Environment.TickCount64;
            delays[i] = Task.Delay(delay, cancellation).ContinueWith(
                _ => NotEarly(delay, started), cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await Task.WhenAll(delays).ConfigureAwait(false);
    }

    private static async Task CancelAsync(CancellationToken cancellation)
    {
        int fired = 0;
        Timer disposed = new(_ => Interlocked.Increment(ref fired), null, 30, Timeout.Infinite);
        await disposed.DisposeAsync().ConfigureAwait(false);

        using CancellationTokenSource source = new();
        Task cancelled = Task.Delay(TimeSpan.FromHours(1), source.Token);
        await source.CancelAsync().ConfigureAwait(false);
        Check.True(cancelled.IsCanceled, "a cancelled delay goes on");

        using CancellationTokenSource timeout = new(30);
        Task endless = Task.Delay(Timeout.Infinite, timeout.Token);
        await endless.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Check.True(endless.IsCanceled, "a token's timeout did not cancel");

        await Task.Delay(60, cancellation).ConfigureAwait(false);
        Check.Equal(0, fired, "times a disposed timer fired");
    }

    // Measured by the clock the timers themselves go by, whose steps may be some milliseconds.
    private static void NotEarly(int milliseconds, long started)
    {
        long elapsed = Environment.TickCount64 - started;
        Check.True(elapsed >= milliseconds, $"a timer of {milliseconds} ms fired after {elapsed} ms");
    }
}
