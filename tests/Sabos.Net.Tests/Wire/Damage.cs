using System;
using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>What becomes of a sound message on its way through hostile hands: bytes replaced, cut off and added.</summary>
internal static class Damage
{
    /// <summary>Damaged copies of a message, always the same for a seed.</summary>
    public static IEnumerable<byte[]> Of(byte[] sound, int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] damaged = [.. sound];
            int length = random.Next(4) switch
            {
                0 => random.Next(sound.Length + 1),
                1 => sound.Length + random.Next(40),
                _ => sound.Length,
            };
            Array.Resize(ref damaged, length);
            for (int flips = random.Next(5); flips > 0 && length > 0; flips--)
            {
                damaged[random.Next(length)] = (byte)(random.Next(3) == 0 ? random.Next(4) : random.Next(256));
            }

            yield return damaged;
        }
    }
}
