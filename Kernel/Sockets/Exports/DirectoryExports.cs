using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>Directories under whose names the class library looks for interfaces; any other path goes on to the C library.</summary>
internal static unsafe class DirectoryExports
{
    private const int End = -1;
    private const int TypeDirectory = 4; // DT_DIR

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_OpenDir")]
    private static nint OpenDir(byte* path)
    {
        try
        {
            return NetworkDirectory.TryOpen(path, out nint directory) ? directory : RealPlatform.OpenDir(path);
        }
        catch (Exception exception)
        {
            _ = Edge.FaultErrno(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_ReadDirR")]
    private static int ReadDir(nint directory, byte* buffer, int length, DirectoryEntry* entry)
    {
        try
        {
            if (!NetworkDirectory.Owns(directory))
                return RealPlatform.ReadDir(directory, buffer, length, entry);
            if (!NetworkDirectory.TryRead(directory, out byte* name))
                return End;

            // SAFETY: the caller vouches for the entry; the name's length is found by its zero.
            *entry = new DirectoryEntry { Name = name, NameLength = -1, Type = TypeDirectory };
            return 0;
        }
        catch (Exception exception)
        {
            return (int)Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CloseDir")]
    private static int CloseDir(nint directory)
    {
        try
        {
            if (!NetworkDirectory.Owns(directory))
                return RealPlatform.CloseDir(directory);
            NetworkDirectory.Close(directory);
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }
}
