using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Sabos.SelfTest.Tests;

/// <summary>The clocks: time never runs back, the date is believable, and both clocks run at one speed.</summary>
internal static class ClockTests
{
    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("clock.monotonic", Monotonic),
        new DelegateSelfTest("clock.wall", Wall),
        new DelegateSelfTest("clock.agreement", Agreement),
    ];

    private static void Monotonic()
    {
        ThreadTests.RunOnThreads(4, _ =>
        {
            long last = Stopwatch.GetTimestamp();
            int advances = 0;
            for (int i = 0; i < 50_000; i++)
            {
                long now = Stopwatch.GetTimestamp();
                Check.True(now >= last, $"time ran back by {last - now} ticks");
                if (now > last)
                    advances++;
                last = now;
            }

            Check.True(advances > 100, $"in 50,000 readings the clock advanced only {advances} times");
        });
    }

    private static void Wall()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Check.InRange(now.Year, 2025, 2099, "the year");
        Check.True(Environment.TickCount64 > 0, "the machine has no uptime");
    }

    private static void Agreement()
    {
        long started = Stopwatch.GetTimestamp();
        DateTimeOffset wall = DateTimeOffset.UtcNow;
        long ticks = Environment.TickCount64;
        Thread.Sleep(300);
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Check.InRange((DateTimeOffset.UtcNow - wall).TotalMilliseconds, elapsed - 50, elapsed + 50, "the wall clock's 300 ms against the monotonic clock's");
        Check.InRange(Environment.TickCount64 - ticks, elapsed - 50, elapsed + 50, "the tick count's 300 ms against the monotonic clock's");
    }
}
