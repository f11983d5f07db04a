using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>What waits to be received.</summary>
internal static unsafe class AvailableExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetBytesAvailable")]
    private static PalError GetBytesAvailable(nint handle, int* available)
    {
        try
        {
            *available = 0;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            using (socket.Loop.EnterToRead())
                return socket.GetAvailable(out *available);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    /// <summary>TCP's urgent data stays in the stream (RFC 6093): there never is a mark.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetAtOutOfBandMark")]
    private static PalError GetAtOutOfBandMark(nint handle, int* atMark)
    {
        try
        {
            *atMark = 0;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            return socket.Kind == SocketKind.Stream ? PalError.Success : PalError.ENOTSUP;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    /// <summary>SO_ERROR: takes the pending error.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetSocketErrorOption")]
    private static PalError GetSocketErrorOption(nint handle, PalError* pending)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            using (socket.Enter())
                *pending = socket.TakeError();
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
