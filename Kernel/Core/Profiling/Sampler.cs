using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Time;

namespace Sabos.Core.Profiling;

/// <summary>
/// Where the processor spends its time: the timer's interrupt writes down, period by period, the address that it interrupted. The core itself cannot be
/// interrupted, so a system call that ends when a sample is overdue is written down instead, by its number. An idle machine is found in
/// the core's halt. The samples are in a buffer that never grows; what does not fit is counted.
/// </summary>
internal static unsafe class Sampler
{
    private const ulong ShortestPeriod = 10_000;
    private const ulong LongestPeriod = 1_000_000_000;
    private const int Capacity = 32_768;

    private static ulong* s_samples;
    private static ulong s_period;
    private static int s_count;
    private static long s_lost;

    /// <summary>When the next sample is due, in nanoseconds of <see cref="Clock"/>.</summary>
    public static ulong Due { get; private set; }

    public static bool IsRunning { get; private set; }

    /// <summary>Begins anew, with a sample each <paramref name="period"/> nanoseconds. 0; -EINVAL for a period from another world; -ENOMEM.</summary>
    public static long Start(ulong period)
    {
        if (period is < ShortestPeriod or > LongestPeriod)
            return Errno.EINVAL;
        if (s_samples == null)
            s_samples = (ulong*)Heap.Allocate(Capacity * sizeof(ulong));
        if (s_samples == null)
            return Errno.ENOMEM;
        s_count = 0;
        s_lost = 0;
        s_period = period;
        Due = Clock.NowNanoseconds() + period;
        IsRunning = true;
        DeadlineTimer.Arm(Due);
        return 0;
    }

    /// <summary>
    /// Ends it, and copies the samples, <paramref name="capacity"/> at most, to the program; the number copied, or -EFAULT. What was lost before goes to
    /// <paramref name="lostAddress"/>.
    /// </summary>
    public static long Stop(ulong destination, ulong capacity, ulong lostAddress)
    {
        IsRunning = false;
        if (s_samples == null)
            return 0;
        ulong copied = (ulong)s_count < capacity ? (ulong)s_count : capacity;
        if (!UserMemory.TryCopyOut(destination, s_samples, copied * sizeof(ulong)) || !UserMemory.TryWrite64(lostAddress, (ulong)s_lost))
            return Errno.EFAULT;
        Heap.Free(s_samples, Capacity * sizeof(ulong));
        s_samples = null;
        s_count = 0;
        return (long)copied;
    }

    /// <summary>Writes down <paramref name="address"/>, an instruction's or a system call's number, if a sample is due.</summary>
    public static void TakeIfDue(ulong address)
    {
        ulong now = Clock.NowNanoseconds();
        if (now < Due)
            return;
        Due = now + s_period;
        if (s_count < Capacity)
            s_samples[s_count++] = address;
        else
            s_lost++;
    }
}
