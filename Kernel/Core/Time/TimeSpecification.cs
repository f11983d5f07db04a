using Sabos.Core.Memory;

namespace Sabos.Core.Time;

/// <summary>struct timespec: seconds and nanoseconds, 16 bytes.</summary>
internal static unsafe class TimeSpecification
{
    public const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads a time as nanoseconds, saturating; false if it is unreadable.</summary>
    public static bool TryRead(ulong address, out ulong nanoseconds)
    {
        nanoseconds = 0;
        ulong* parts = stackalloc ulong[2];
        if (!UserMemory.TryCopyIn(parts, address, 2 * sizeof(ulong)))
            return false;
        nanoseconds = parts[0] >= ulong.MaxValue / NanosecondsPerSecond / 2
            ? ulong.MaxValue / 2
            : (parts[0] * NanosecondsPerSecond) + parts[1];
        return true;
    }

    public static bool TryWrite(ulong address, ulong nanoseconds)
    {
        ulong* parts = stackalloc ulong[2];
        parts[0] = nanoseconds / NanosecondsPerSecond;
        parts[1] = nanoseconds % NanosecondsPerSecond;
        return UserMemory.TryCopyOut(address, parts, 2 * sizeof(ulong));
    }

    /// <summary>The monotonic time that is <paramref name="nanoseconds"/> from now.</summary>
    public static ulong After(ulong nanoseconds) => Clock.NowNanoseconds() + nanoseconds;

    /// <summary>The monotonic time at which the clock <paramref name="realtime"/> tells will show <paramref name="nanoseconds"/>.</summary>
    public static ulong At(ulong nanoseconds, bool realtime)
    {
        if (!realtime)
            return nanoseconds;
        ulong now = Clock.RealtimeNanoseconds();
        return nanoseconds > now ? Clock.NowNanoseconds() + (nanoseconds - now) : 0;
    }
}
