using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>The event ports that asynchronous sockets stand on.</summary>
internal static unsafe class EventExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CreateSocketEventPort")]
    private static PalError CreateSocketEventPort(nint* port)
    {
        try
        {
            *port = -1;
            return SocketSystem.Current is { } system ? system.Add(new EventPort(system.Loop), out *port) : PalError.ENETDOWN;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CloseSocketEventPort")]
    private static PalError CloseSocketEventPort(nint port)
    {
        try
        {
            return SocketSystem.Current?.Handles.Remove(port)?.Close() ?? PalError.EBADF;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CreateSocketEventBuffer")]
    private static PalError CreateSocketEventBuffer(int count, SocketEvent** buffer)
    {
        try
        {
            if (count < 0)
                return PalError.EFAULT;
            *buffer = (SocketEvent*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(SocketEvent));
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FreeSocketEventBuffer")]
    private static PalError FreeSocketEventBuffer(SocketEvent* buffer)
    {
        try
        {
            NativeMemory.Free(buffer);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_TryChangeSocketEventRegistration")]
    private static PalError TryChangeSocketEventRegistration(nint port, nint handle, SocketEvents current, SocketEvents wanted, nuint data)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;
            if (!SocketSystem.Current!.Handles.TryGet(port, out EventPort? found))
                return PalError.EBADF;
            if (current != wanted)
                socket.Register(found, wanted, data);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_WaitForSocketEvents")]
    private static PalError WaitForSocketEvents(nint port, SocketEvent* buffer, int* count)
    {
        try
        {
            int room = *count;
            *count = 0;
            if (buffer == null || room <= 0)
                return PalError.EFAULT;
            if (SocketSystem.Current is not { } system || !system.Handles.TryGet(port, out EventPort? found))
                return PalError.EBADF;

            // SAFETY: the caller vouches for room for *count events.
            *count = found.Wait(new(buffer, room));
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
