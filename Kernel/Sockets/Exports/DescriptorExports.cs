using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>What the class library asks of any descriptor; those that are not ours go on to the C library.</summary>
internal static unsafe class DescriptorExports
{
    private const int CloseOnExec = 1; // FD_CLOEXEC

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Close")]
    private static int Close(nint handle)
    {
        try
        {
            if (!HandleTable.Owns(handle))
                return RealPlatform.Close(handle);
            if (SocketSystem.Current?.Handles.Remove(handle) is not { } descriptor)
                return Errno.Fail(Errno.BadDescriptor);
            descriptor.Close();
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FcntlSetIsNonBlocking")]
    private static int FcntlSetIsNonBlocking(nint handle, int isNonBlocking)
    {
        try
        {
            if (!HandleTable.Owns(handle))
                return RealPlatform.FcntlSetIsNonBlocking(handle, isNonBlocking);
            if (!Edge.TryFind(handle, out SocketObject? socket, out _))
                return Errno.Fail(Errno.BadDescriptor);
            socket.NonBlocking = isNonBlocking != 0;
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FcntlGetIsNonBlocking")]
    private static int FcntlGetIsNonBlocking(nint handle, int* isNonBlocking)
    {
        try
        {
            if (!HandleTable.Owns(handle))
                return RealPlatform.FcntlGetIsNonBlocking(handle, isNonBlocking);
            if (!Edge.TryFind(handle, out SocketObject? socket, out _))
                return Errno.Fail(Errno.BadDescriptor);
            *isNonBlocking = socket.NonBlocking ? 1 : 0;
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FcntlGetFD")]
    private static int FcntlGetFD(nint handle)
    {
        try
        {
            if (!HandleTable.Owns(handle))
                return RealPlatform.FcntlGetFD(handle);
            return Edge.TryFind(handle, out _, out _) ? CloseOnExec : Errno.Fail(Errno.BadDescriptor);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }
}
