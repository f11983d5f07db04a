using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Time;

/// <summary>
/// The numbers that the time is computed from, on a page of their own which the program sees read only: the vDSO (Vdso.asm) does the same
/// sums. The core changes them with interrupts off on the only processor, so that a reader who finds the same
/// <see cref="Sequence"/> before and after has read one set.
/// </summary>
internal unsafe struct ClockPage
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Counts the changes.</summary>
    public ulong Sequence;

    public ulong BaseTsc;

    /// <summary>Nanoseconds that a TSC tick lasts, times 2^32.</summary>
    public ulong Multiplier;

    public ulong BaseNanoseconds;

    /// <summary>Wall clock (nanoseconds since 1970) minus monotonic clock.</summary>
    public ulong WallOffset;

    /// <summary>Nanoseconds since the boot when the TSC shows <paramref name="tsc"/>.</summary>
    public ulong At(ulong tsc) => BaseNanoseconds + MultiplyFraction(tsc - BaseTsc, Multiplier);

    /// <summary>Goes on from <paramref name="tsc"/> at <paramref name="frequency"/> ticks a second.</summary>
    public void SetRate(ulong tsc, ulong frequency)
    {
        BaseNanoseconds = At(tsc);
        BaseTsc = tsc;
        Multiplier = (NanosecondsPerSecond << 32) / frequency;
        Sequence++;
    }

    /// <summary>value * fraction / 2^32, with 128 bits in between.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "multiply_fraction")]
    private static extern ulong MultiplyFraction(ulong value, ulong fraction);
}
