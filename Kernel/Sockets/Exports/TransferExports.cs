using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>send(2) and recv(2): one buffer, no address.</summary>
internal static unsafe class TransferExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Send")]
    private static PalError Send(nint handle, byte* buffer, int length, MessageFlags flags, int* sent)
    {
        try
        {
            *sent = 0;
            if (buffer == null || length < 0)
                return PalError.EFAULT;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            // SAFETY: the caller vouches for length readable bytes.
            return socket.Send(new(buffer, length), flags, null, out *sent);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Receive")]
    private static PalError Receive(nint handle, byte* buffer, int length, MessageFlags flags, int* received)
    {
        try
        {
            *received = 0;
            if (buffer == null || length < 0)
                return PalError.EFAULT;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            // SAFETY: the caller vouches for length writable bytes.
            return socket.Receive(new(buffer, length), flags, out *received);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
