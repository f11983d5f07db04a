using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.Time;

/// <summary>One interrupt at a given time: the local APIC's timer in one-shot mode.</summary>
internal static unsafe class DeadlineTimer
{
    private const int Vector = 0x20;
    private const int TimerVectorRegister = 0x320;
    private const int InitialCountRegister = 0x380;
    private const int CurrentCountRegister = 0x390;
    private const int DivideRegister = 0x3E0;
    private const uint DivideBy16 = 3;

    private static ulong s_armedFor;
    private static ulong s_countsPerMillisecond;

    public static void Initialize()
    {
        LocalApic.Write(DivideRegister, DivideBy16);
        LocalApic.Write(TimerVectorRegister, 0x10000);
        LocalApic.Write(InitialCountRegister, 0xFFFF_FFFF);
        ulong end = Clock.NowNanoseconds() + 10_000_000;
        while (Clock.NowNanoseconds() < end)
        {
        }

        s_countsPerMillisecond = (0xFFFF_FFFF - LocalApic.Read(CurrentCountRegister)) / 10;
        s_armedFor = ulong.MaxValue;
        Interrupts.Register(Vector, &Expired, 0);
        LocalApic.Write(TimerVectorRegister, Vector);
        LocalApic.Write(InitialCountRegister, 0);
    }

    /// <summary>Interrupts at <paramref name="deadline"/> (nanoseconds of <see cref="Clock"/>) or earlier, if an earlier one is armed already.</summary>
    public static void Arm(ulong deadline)
    {
        if (deadline >= s_armedFor)
            return;
        s_armedFor = deadline;
        ulong now = Clock.NowNanoseconds();
        ulong wait = deadline > now ? deadline - now : 0;
        if (wait > 1_000_000_000)
            wait = 1_000_000_000; // expires early; whoever waits arms again
        ulong counts = (wait * s_countsPerMillisecond / 1_000_000) + 1;
        LocalApic.Write(InitialCountRegister, (uint)counts);
    }

    private static void Expired(ulong argument)
    {
        s_armedFor = ulong.MaxValue;
        LocalApic.EndOfInterrupt();
        Scheduler.TimerExpired();
    }
}
