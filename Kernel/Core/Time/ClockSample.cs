using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>
/// What the TSC and another counter showed at the same moment. The reading of the counter lies between two readings of the TSC; of several tries the
/// tightest bracket counts, so that being interrupted in between (by a hypervisor, too) does not matter.
/// </summary>
internal unsafe struct ClockSample
{
    private const int Tries = 5;

    public ulong Tsc;
    public uint Count;

    /// <summary>Reads <paramref name="counter"/> a few times.</summary>
    public static ClockSample Take(delegate*<uint> counter)
    {
        ClockSample best = default;
        ulong tightest = ulong.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            ulong before = Instructions.ReadTsc();
            uint count = counter();
            ulong width = Instructions.ReadTsc() - before;
            if (width >= tightest)
                continue;
            tightest = width;
            best.Tsc = before + (width / 2);
            best.Count = count;
        }

        return best;
    }
}
