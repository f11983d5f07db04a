using System;

namespace Sabos.Net.Simulation;

/// <summary>What happens to one frame.</summary>
/// <param name="Copies">0: it is lost; 2: it is doubled.</param>
/// <param name="CorruptBit">The bit to be turned over, or -1.</param>
/// <param name="Delay">How late it is.</param>
public readonly record struct FrameFate(int Copies, int CorruptBit, TimeSpan Delay)
{
    /// <summary>Draws a fate. The same sequence of draws follows from the same seed of the random source.</summary>
    public static FrameFate Draw(Random random, FaultProfile profile, int frameLength)
    {
        bool isLost = random.NextDouble() < profile.Loss;
        bool isDoubled = random.NextDouble() < profile.Duplication;
        bool isCorrupt = random.NextDouble() < profile.Corruption;
        bool isHeldBack = random.NextDouble() < profile.Reordering;
        TimeSpan delay = profile.Jitter * random.NextDouble() + (isHeldBack ? profile.ReorderDelay : TimeSpan.Zero);
        return new FrameFate(isLost ? 0 : isDoubled ? 2 : 1, isCorrupt ? random.Next(frameLength * 8) : -1, delay);
    }

    public void Corrupt(Span<byte> frame)
    {
        if (CorruptBit >= 0)
        {
            frame[CorruptBit / 8] ^= (byte)(1 << (CorruptBit % 8));
        }
    }
}
