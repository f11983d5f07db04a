using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>Monotonic and wall-clock time from the time-stamp counter.</summary>
internal static class Clock
{
    private const uint PitFrequency = 1_193_182;

    private static ulong s_start;
    private static ulong s_ticksPerMillisecond;

    public static void Initialize()
    {
        // PIT channel 2 counts 10 ms down once.
        const uint Count = PitFrequency / 100;
        Instructions.PortWrite8(0x61, (byte)((Instructions.PortRead8(0x61) & 0xFD) | 1));
        Instructions.PortWrite8(0x43, 0xB0);
        Instructions.PortWrite8(0x42, (byte)(Count & 0xFF));
        Instructions.PortWrite8(0x42, (byte)(Count >> 8));
        s_start = Instructions.ReadTsc();
        while ((Instructions.PortRead8(0x61) & 0x20) == 0)
        {
        }

        s_ticksPerMillisecond = (Instructions.ReadTsc() - s_start) / 10;
    }

    /// <summary>Nanoseconds since the boot; never goes back.</summary>
    public static ulong NowNanoseconds()
    {
        ulong ticks = Instructions.ReadTsc() - s_start;
        ulong milliseconds = ticks / s_ticksPerMillisecond;
        return (milliseconds * 1_000_000) + (ticks % s_ticksPerMillisecond * 1_000_000 / s_ticksPerMillisecond);
    }

    /// <summary>Nanoseconds since 1970-01-01 00:00 UTC.</summary>
    public static ulong RealtimeNanoseconds() => NowNanoseconds() + 1_750_000_000_000_000_000;
}
