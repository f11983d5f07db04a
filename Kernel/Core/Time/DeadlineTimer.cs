using Sabos.Core.Processor;
using Sabos.Core.Profiling;
using Sabos.Core.Threads;

namespace Sabos.Core.Time;

/// <summary>
/// One interrupt at a given time, from the local APIC's timer: at a TSC value where the processor can (Intel SDM 3A, 11.5.4.1), else at
/// the end of a count-down.
/// </summary>
internal static unsafe class DeadlineTimer
{
    private const byte Vector = 0x30;
    private const uint MsrTscDeadline = 0x6E0;
    private const uint HasTscDeadline = 1 << 24; // CPUID.1:ECX
    private const ulong LongestWait = 60_000_000_000;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private static ulong s_armedFor;
    private static ClockSample s_start;
    private static ulong s_countsPerMillisecond;
    private static bool s_byTsc;

    /// <summary>Begins to measure the timer's rate; the time until <see cref="Initialize"/> is what it is measured over.</summary>
    public static void BeginMeasurement()
    {
        LocalApic.StartTimer(uint.MaxValue);
        s_start = ClockSample.Take(&LocalApic.TimerCount);
    }

    public static void Initialize()
    {
        ClockSample end = ClockSample.Take(&LocalApic.TimerCount);
        LocalApic.StartTimer(0);
        s_countsPerMillisecond = Ratio.Scale(s_start.Count - end.Count, Clock.Frequency, end.Tsc - s_start.Tsc) / 1000;
        s_armedFor = ulong.MaxValue;

        uint* registers = stackalloc uint[4];
        Instructions.Cpuid(1, 0, registers);
        s_byTsc = (registers[2] & HasTscDeadline) != 0;
        Interrupts.Register(Vector, &Expired, 0);
        LocalApic.EnableTimer(Vector, s_byTsc);
    }

    /// <summary>
    /// Interrupts at <paramref name="deadline"/> (nanoseconds of <see cref="Clock"/>), or at an earlier one that is armed already, or after a
    /// minute at the latest: whoever still waits then arms again.
    /// </summary>
    public static void Arm(ulong deadline)
    {
        if (deadline >= s_armedFor)
            return;
        s_armedFor = deadline;
        ulong now = Clock.NowNanoseconds();
        ulong wait = deadline > now ? deadline - now : 0;
        if (wait > LongestWait)
            wait = LongestWait;
        if (s_byTsc)
        {
            Instructions.WriteMsr(MsrTscDeadline, Clock.TscAt(now + wait));
            return;
        }

        ulong counts = (wait * s_countsPerMillisecond / NanosecondsPerMillisecond) + 1;
        LocalApic.StartTimer(counts < uint.MaxValue ? (uint)counts : uint.MaxValue);
    }

    private static void Expired(ulong argument)
    {
        s_armedFor = ulong.MaxValue;
        LocalApic.EndOfInterrupt();
        Clock.Refine();
        if (Sampler.IsRunning)
        {
            Sampler.TakeIfDue(Interrupts.Interrupted);
            Arm(Sampler.Due);
        }

        Scheduler.TimerExpired();
    }
}
