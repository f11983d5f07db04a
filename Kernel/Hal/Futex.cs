using System;

namespace Sabos.Hal;

/// <summary>The futex system call (futex(2)), the same on the core and on Linux.</summary>
internal static unsafe class Futex
{
    private const int FutexCall = 202; // x86-64 system call number
    private const int WaitPrivate = 0 | 128;
    private const int WakePrivate = 1 | 128;
    private const int TimedOutError = 110; // ETIMEDOUT
    private const long TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>Sleeps while *word equals <paramref name="expected"/>. True if the time passed, false for every other reason to return.</summary>
    public static bool Wait(uint* word, uint expected, TimeSpan timeout)
    {
        TimeSpecification relative = new(timeout.Ticks / TicksPerSecond, timeout.Ticks % TicksPerSecond * TimeSpan.NanosecondsPerTick);
        return SystemCall.Invoke(FutexCall, (nint)word, WaitPrivate, (nint)expected, (nint)(&relative)) == -TimedOutError;
    }

    /// <summary>Sleeps while *word equals <paramref name="expected"/>, without limit. Always false, as no time can pass.</summary>
    public static bool Wait(uint* word, uint expected)
    {
        SystemCall.Invoke(FutexCall, (nint)word, WaitPrivate, (nint)expected, 0);
        return false;
    }

    public static void WakeAll(uint* word) => SystemCall.Invoke(FutexCall, (nint)word, WakePrivate, int.MaxValue);

    /// <summary>struct timespec, relative to now.</summary>
    private readonly record struct TimeSpecification(long Seconds, long Nanoseconds);
}
