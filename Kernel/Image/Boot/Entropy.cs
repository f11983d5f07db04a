using System;
using System.Runtime.InteropServices;

namespace Sabos.Image;

/// <summary>Random bytes of the core (getrandom).</summary>
internal static unsafe partial class Entropy
{
    /// <exception cref="InvalidOperationException">There are none: a network stack with a guessable seed would be worse than none.</exception>
    public static byte[] Take(int length)
    {
        byte[] bytes = new byte[length];

        // SAFETY: pinned, and exactly this long.
        fixed (byte* start = bytes)
        {
            if (GetRandom(start, (nuint)length, 0) != length)
                throw new InvalidOperationException("the core gives no random bytes");
        }

        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "getrandom")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetRandom(byte* buffer, nuint length, uint flags);
}
