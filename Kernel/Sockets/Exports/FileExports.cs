using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>Files under whose names the class library reads of the network; any other path goes on to the C library.</summary>
internal static unsafe class FileExports
{
    private const int AccessModeMask = 3; // pal_io.h, PAL_O_ACCESS_MODE_MASK
    private const int ReadOnly = 0; // PAL_O_RDONLY
    private const int ReadAccess = 4; // PAL_R_OK

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Open")]
    private static nint Open(byte* path, int flags, int mode)
    {
        try
        {
            if (!NetworkFiles.TryRead(path, out string? content))
                return RealPlatform.Open(path, flags, mode);
            return (flags & AccessModeMask) == ReadOnly ? MemoryFile.Create(content) : Errno.Fail(Errno.AccessDenied);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Stat")]
    private static int Stat(byte* path, FileStatus* status)
    {
        try
        {
            return NetworkFiles.TryRead(path, out string? content) ? Describe(content, status) : RealPlatform.Stat(path, status);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_LStat")]
    private static int LStat(byte* path, FileStatus* status)
    {
        try
        {
            return NetworkFiles.TryRead(path, out string? content) ? Describe(content, status) : RealPlatform.LStat(path, status);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Access")]
    private static int Access(byte* path, int mode)
    {
        try
        {
            if (!NetworkFiles.TryRead(path, out _))
                return RealPlatform.Access(path, mode);
            return (mode & ~ReadAccess) == 0 ? 0 : Errno.Fail(Errno.AccessDenied);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FStat")]
    private static int FStat(nint handle, FileStatus* status)
    {
        try
        {
            if (!HandleTable.Owns(handle))
                return RealPlatform.FStat(handle, status);
            if (!Edge.TryFind(handle, out _, out _))
                return Errno.Fail(Errno.BadDescriptor);
            *status = new FileStatus { Mode = FileStatus.Socket };
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    /// <summary>Describes a file as the file system would, by asking about one in memory with the same content.</summary>
    private static int Describe(string content, FileStatus* status)
    {
        nint file = MemoryFile.Create(content);
        if (file < 0)
            return -1;
        int result = RealPlatform.FStat(file, status);
        _ = RealPlatform.Close(file);
        return result;
    }
}
