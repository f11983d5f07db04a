using Sabos.Core.Memory;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.SystemCalls;

/// <summary>Clocks and sleeping.</summary>
internal static unsafe class TimeCalls
{
    private const ulong Realtime = 0;
    private const ulong ProcessProcessorTime = 2;
    private const ulong ThreadProcessorTime = 3;
    private const ulong RealtimeCoarse = 5;
    private const ulong LastClock = 7;
    private const ulong AbsoluteTime = 1;
    private const ulong TicksPerSecond = 100;

    public static long GetTime(ulong clock, ulong buffer)
    {
        ulong nanoseconds;
        switch (clock)
        {
            case Realtime or RealtimeCoarse:
                nanoseconds = Clock.RealtimeNanoseconds();
                break;
            case ProcessProcessorTime:
                nanoseconds = Clock.NowNanoseconds() - Scheduler.IdleTime;
                break;
            case ThreadProcessorTime:
                nanoseconds = Scheduler.ProcessorTimeOf(Scheduler.Current);
                break;
            case <= LastClock:
                nanoseconds = Clock.NowNanoseconds();
                break;
            default:
                return Errno.EINVAL;
        }

        return TimeSpecification.TryWrite(buffer, nanoseconds) ? 0 : Errno.EFAULT;
    }

    public static long GetResolution(ulong clock, ulong buffer)
    {
        if (clock > LastClock)
            return Errno.EINVAL;
        return buffer == 0 || TimeSpecification.TryWrite(buffer, 1) ? 0 : Errno.EFAULT;
    }

    public static long TimeOfDay(ulong buffer)
    {
        ulong microseconds = Clock.RealtimeNanoseconds() / 1000;
        ulong* parts = stackalloc ulong[2];
        parts[0] = microseconds / 1_000_000;
        parts[1] = microseconds % 1_000_000;
        return buffer == 0 || UserMemory.TryCopyOut(buffer, parts, 2 * sizeof(ulong)) ? 0 : Errno.EFAULT;
    }

    public static long Seconds(ulong buffer)
    {
        ulong seconds = Clock.RealtimeNanoseconds() / TimeSpecification.NanosecondsPerSecond;
        return buffer == 0 || UserMemory.TryWrite64(buffer, seconds) ? (long)seconds : Errno.EFAULT;
    }

    public static long Times(ulong buffer)
    {
        const ulong PerTick = TimeSpecification.NanosecondsPerSecond / TicksPerSecond;
        ulong* parts = stackalloc ulong[4];
        parts[0] = (Clock.NowNanoseconds() - Scheduler.IdleTime) / PerTick;
        parts[1] = parts[2] = parts[3] = 0;
        return buffer == 0 || UserMemory.TryCopyOut(buffer, parts, 4 * sizeof(ulong)) ? (long)(Clock.NowNanoseconds() / PerTick) : Errno.EFAULT;
    }

    public static long Nanosleep(ulong request, ulong remaining)
    {
        if (!TimeSpecification.TryRead(request, out ulong nanoseconds))
            return Errno.EFAULT;
        return SleepUntil(TimeSpecification.After(nanoseconds), remaining);
    }

    public static long ClockNanosleep(ulong clock, ulong flags, ulong request, ulong remaining)
    {
        if (clock > LastClock)
            return Errno.EINVAL;
        if (!TimeSpecification.TryRead(request, out ulong nanoseconds))
            return Errno.EFAULT;
        if ((flags & AbsoluteTime) == 0)
            return SleepUntil(TimeSpecification.After(nanoseconds), remaining);
        return SleepUntil(TimeSpecification.At(nanoseconds, clock == Realtime), 0) == 0 ? 0 : Errno.Restart;
    }

    private static long SleepUntil(ulong deadline, ulong remaining)
    {
        while (true)
        {
            ulong now = Clock.NowNanoseconds();
            if (now >= deadline)
                return 0;
            if (Scheduler.Block(deadline) != WakeReason.Interrupted)
                continue;
            now = Clock.NowNanoseconds();
            if (remaining != 0 && !TimeSpecification.TryWrite(remaining, deadline > now ? deadline - now : 0))
                return Errno.EFAULT;
            return Errno.EINTR;
        }
    }
}
