using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Sabos.Sockets;

/// <summary>Files without a file system: memory of the core (memfd_create), read through an ordinary descriptor.</summary>
internal static unsafe partial class MemoryFile
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    /// <summary>Makes a file with a content and returns its descriptor, or -1 with errno.</summary>
    public static nint Create(string content)
    {
        nint file;

        // SAFETY: the literal ends with a zero.
        fixed (byte* name = "sabos\0"u8)
            file = CreateNamed(name, CloseOnExec);
        if (file < 0)
            return -1;

        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(content);
        long offset = 0;
        while (!rest.IsEmpty)
        {
            int written;

            // SAFETY: the bytes are pinned for the call.
            fixed (byte* start = rest)
                written = RealPlatform.PWrite(file, start, rest.Length, offset);
            if (written <= 0)
            {
                _ = RealPlatform.Close(file);
                return Errno.Fail(Errno.InputOutput);
            }

            rest = rest[written..];
            offset += written;
        }

        return file;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create")]
    private static partial int CreateNamed(byte* name, uint flags);
}
