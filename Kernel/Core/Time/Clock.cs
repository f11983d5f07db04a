using Sabos.Core.Memory;
using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>
/// Nanoseconds since the boot, from the TSC. Its rate is measured against the ACPI timer, for a few milliseconds at boot and then again
/// over ever longer spans, each a more exact measurement; an adjustment changes the rate and never makes the clock jump.
/// </summary>
internal static unsafe class Clock
{
    private const uint CalibrationTicks = PowerManagementTimer.Frequency / 200; // 5 ms
    private const ulong FirstRefinement = 500_000_000;
    private const ulong LongestSpan = 3600 * NanosecondsPerSecond;
    private const ulong PlausibleFraction = 100;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private static ClockPage* s_page;
    private static ClockSample s_start;
    private static ulong s_nextRefinement;

    /// <summary>TSC ticks a second, as known now.</summary>
    public static ulong Frequency { get; private set; }

    /// <summary>Nanoseconds since the boot; 0 before <see cref="Initialize"/>.</summary>
    public static ulong NowNanoseconds() => s_page == null ? 0 : s_page->At(Instructions.ReadTsc());

    /// <summary>Nanoseconds since 1970-01-01 00:00 UTC.</summary>
    public static ulong RealtimeNanoseconds() => NowNanoseconds() + WallOffset;

    /// <summary>Wall clock minus monotonic clock, in nanoseconds.</summary>
    public static ulong WallOffset => s_page->WallOffset;

    /// <summary>The page that the vDSO reads.</summary>
    public static ClockPage* Page => s_page;

    /// <summary>The TSC's value when the clock will show <paramref name="nanoseconds"/>.</summary>
    public static ulong TscAt(ulong nanoseconds)
    {
        if (nanoseconds <= s_page->BaseNanoseconds)
            return s_page->BaseTsc;
        return s_page->BaseTsc + Ratio.Scale(nanoseconds - s_page->BaseNanoseconds, Frequency, NanosecondsPerSecond) + 1;
    }

    /// <summary>Starts the clock at zero and measures its rate, which takes 5 ms.</summary>
    public static void Initialize()
    {
        ulong bootTsc = Instructions.ReadTsc();
        s_page = (ClockPage*)DirectMap.Pointer(Frames.AllocateZeroed());
        s_page->BaseTsc = bootTsc;
        s_start = ClockSample.Take(&PowerManagementTimer.Read);
        Frequency = PowerManagementTimer.Exists ? Calibrate() : ProcessorFrequency.Read();
        s_page->SetRate(bootTsc, Frequency);
        s_page->WallOffset = RealTimeClock.Read() - NowNanoseconds();
        s_nextRefinement = FirstRefinement;
    }

    /// <summary>Measures the rate again when it is time to; called by the timer's interrupt.</summary>
    public static void Refine()
    {
        ulong now = NowNanoseconds();
        if (now < s_nextRefinement || !PowerManagementTimer.Exists)
            return;
        ClockSample sample = ClockSample.Take(&PowerManagementTimer.Read);
        ulong elapsed = sample.Tsc - s_start.Tsc;

        // The counter wraps every 4.6 seconds (24 bits); the rate known so far tells how often it did.
        ulong wrap = (ulong)PowerManagementTimer.Mask + 1;
        ulong ticks = (sample.Count - s_start.Count) & PowerManagementTimer.Mask;
        ulong estimate = Ratio.Scale(elapsed, PowerManagementTimer.Frequency, Frequency);
        if (estimate > ticks)
            ticks += (estimate - ticks + (wrap / 2)) / wrap * wrap;

        // One of the two may have stood still, in a suspended machine: then the rate known so far is the better one.
        ulong measured = Ratio.Scale(elapsed, PowerManagementTimer.Frequency, ticks);
        ulong tolerance = Frequency / PlausibleFraction;
        if (measured > Frequency - tolerance && measured < Frequency + tolerance)
        {
            Frequency = measured;
            s_page->SetRate(sample.Tsc, measured);
        }

        if (now < LongestSpan)
        {
            s_nextRefinement = now * 2;
            return;
        }

        s_start = sample;
        s_nextRefinement = now + LongestSpan;
    }

    private static ulong Calibrate()
    {
        ClockSample sample;
        uint ticks;
        do
        {
            sample = ClockSample.Take(&PowerManagementTimer.Read);
            ticks = (sample.Count - s_start.Count) & PowerManagementTimer.Mask;
        }
        while (ticks < CalibrationTicks);
        return Ratio.Scale(sample.Tsc - s_start.Tsc, PowerManagementTimer.Frequency, ticks);
    }
}
