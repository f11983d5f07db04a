using System;

namespace Sabos.Net.Simulation;

/// <summary>What happens to one frame.</summary>
/// <param name="Copies">0: it is lost; 2: it is doubled.</param>
/// <param name="CorruptBit">The bit to be turned over, or -1.</param>
/// <param name="IsHeldBack">Whether later ones may overtake it.</param>
/// <param name="Delay">How late it is.</param>
public readonly record struct FrameFate(int Copies, int CorruptBit, bool IsHeldBack, TimeSpan Delay)
{
    /// <summary>Draws a fate. The same sequence of draws follows from the same seed of the random source.</summary>
    public static FrameFate Draw(Random random, FaultProfile profile, ReadOnlySpan<byte> frame)
    {
        bool isLost = random.NextDouble() < profile.Loss;
        bool isDoubled = random.NextDouble() < profile.Duplication;
        bool isCorrupt = random.NextDouble() < profile.Corruption;
        bool isHeldBack = random.NextDouble() < profile.Reordering;
        TimeSpan delay = profile.Jitter * random.NextDouble() + (isHeldBack ? profile.ReorderDelay : TimeSpan.Zero);
        return new FrameFate(isLost ? 0 : isDoubled ? 2 : 1, isCorrupt ? DrawBit(random, frame) : -1, isHeldBack, delay);
    }

    public void Corrupt(Span<byte> frame)
    {
        if (CorruptBit >= 0)
        {
            frame[CorruptBit / 8] ^= (byte)(1 << (CorruptBit % 8));
        }
    }

    // A link's own check sequence finds what goes wrong on the link. What passes it went wrong in a router's memory: it is in an IP packet.
    private static int DrawBit(Random random, ReadOnlySpan<byte> frame) =>
        EthernetFrame.TryParse(frame, out EthernetFrame parsed) && parsed is { Type: EtherType.Ipv4 or EtherType.Ipv6, Payload.Length: > 0 }
            ? random.Next((frame.Length - parsed.Payload.Length) * 8, frame.Length * 8)
            : -1;
}
