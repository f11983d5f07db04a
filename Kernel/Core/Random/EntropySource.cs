using Sabos.Core.Processor;
using Sabos.Core.Time;

namespace Sabos.Core.Random;

/// <summary>Where unpredictability comes from: the processor's generator where it has one, and always the jitter of device accesses.</summary>
internal static unsafe class EntropySource
{
    private const int TimingSamples = 512;

    /// <summary>Writes eight words from the processor's generator; the TSC stands in where it has none.</summary>
    public static void CollectHardware(uint* words)
    {
        for (int i = 0; i < ChaCha20.KeyWords; i++)
        {
            ulong value = 0;
            if (!RandomInstructions.TryRead(&value))
                value = Instructions.ReadTsc();
            words[i] = (uint)(value ^ (value >> 32));
        }
    }

    /// <summary>
    /// Writes eight words gathered from how long accesses to the ACPI timer's port take, and from the clock. Each sample is worth a fraction
    /// of a bit to a bit; 512 of them leave a margin even where only the last bit of a duration varies now and then.
    /// </summary>
    public static void CollectTiming(uint* words)
    {
        for (int i = 0; i < ChaCha20.KeyWords; i++)
            words[i] = 0;
        for (int i = 0; i < TimingSamples; i++)
        {
            ulong before = Instructions.ReadTsc();
            uint ticks = PowerManagementTimer.Read();
            uint duration = (uint)(Instructions.ReadTsc() - before);
            int slot = i & (ChaCha20.KeyWords - 1);
            words[slot] = ((words[slot] << 5) | (words[slot] >> 27)) ^ duration ^ (ticks << 16);
        }

        ulong wall = RealTimeClock.Read();
        words[0] ^= (uint)wall;
        words[1] ^= (uint)(wall >> 32);
    }
}
