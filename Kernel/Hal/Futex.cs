namespace Sabos.Hal;

/// <summary>The futex system call (futex(2)), the same on the core and on Linux.</summary>
internal static unsafe class Futex
{
    private const int FutexCall = 202; // x86-64 system call number
    private const int WaitBitsetPrivate = 9 | 128;
    private const int WakeBitsetPrivate = 10 | 128;
    private const int TimedOutError = 110; // ETIMEDOUT
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Sleeps while *word equals <paramref name="expected"/>. True if the time came, false for every other reason to return.</summary>
    /// <param name="word">The word.</param>
    /// <param name="expected">What it holds while there is nothing to do.</param>
    /// <param name="deadline">Nanoseconds of the monotonic clock; null for no limit.</param>
    /// <param name="kinds">A bit for each kind of waiter that the caller is.</param>
    public static bool Wait(uint* word, uint expected, long? deadline, uint kinds)
    {
        TimeSpecification absolute = deadline is { } nanoseconds ? new(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond) : default;
        nint time = deadline is null ? 0 : (nint)(&absolute);
        return SystemCall.Invoke(FutexCall, (nint)word, WaitBitsetPrivate, (nint)expected, time, 0, (nint)kinds) == -TimedOutError;
    }

    /// <summary>Wakes every waiter of the given kinds.</summary>
    public static void Wake(uint* word, uint kinds) =>
        SystemCall.Invoke(FutexCall, (nint)word, WakeBitsetPrivate, int.MaxValue, 0, 0, (nint)kinds);

    /// <summary>struct timespec.</summary>
    private readonly record struct TimeSpecification(long Seconds, long Nanoseconds);
}
