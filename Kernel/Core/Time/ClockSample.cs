using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>
/// What two clocks showed at the same moment. The reading of the timer lies between two readings of the TSC; of several tries the
/// tightest bracket counts, so that being interrupted in between (by a hypervisor, too) does not matter.
/// </summary>
internal struct ClockSample
{
    private const int Tries = 5;

    public ulong Tsc;
    public uint Ticks;

    public static ClockSample Take()
    {
        ClockSample best = default;
        ulong tightest = ulong.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            ulong before = Instructions.ReadTsc();
            uint ticks = PowerManagementTimer.Read();
            ulong width = Instructions.ReadTsc() - before;
            if (width >= tightest)
                continue;
            tightest = width;
            best.Tsc = before + (width / 2);
            best.Ticks = ticks;
        }

        return best;
    }
}
