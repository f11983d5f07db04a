using System;

namespace Sabos.Hal.Pci;

/// <summary>The one rule for configuration accesses: naturally aligned and inside the function's space.</summary>
internal static class ConfigurationOffset
{
    /// <exception cref="ArgumentOutOfRangeException">The offset is a caller's mistake; no device can cause it.</exception>
    public static void Check(int offset, AccessWidth width, int bytesPerFunction)
    {
        if ((uint)offset >= (uint)bytesPerFunction || (offset & ((int)width - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"Not a {width} of a {bytesPerFunction}-byte configuration space.");
    }
}
