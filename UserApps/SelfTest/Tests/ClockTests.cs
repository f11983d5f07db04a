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
        long beforeStart = Stopwatch.GetTimestamp();
        DateTimeOffset wall = DateTimeOffset.UtcNow;
        long ticks = Environment.TickCount64;
        long afterStart = Stopwatch.GetTimestamp();
        Thread.Sleep(300);
        long beforeEnd = Stopwatch.GetTimestamp();
        double wallElapsed = (DateTimeOffset.UtcNow - wall).TotalMilliseconds;
        double ticksElapsed = Environment.TickCount64 - ticks;
        long afterEnd = Stopwatch.GetTimestamp();

        // However long the machine stood still between two readings, the others lie between these two, but for the tick count's step.
        double least = Stopwatch.GetElapsedTime(afterStart, beforeEnd).TotalMilliseconds - 20;
        double most = Stopwatch.GetElapsedTime(beforeStart, afterEnd).TotalMilliseconds + 20;
        Check.InRange(wallElapsed, least, most, "milliseconds by the wall clock");
        Check.InRange(ticksElapsed, least, most, "milliseconds by the tick count");
    }
}
