using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Sockets.Exports;

/// <summary>SO_RCVTIMEO and SO_SNDTIMEO.</summary>
internal static unsafe class TimeoutExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetReceiveTimeout")]
    private static PalError SetReceiveTimeout(nint handle, int milliseconds)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (milliseconds < 0)
                return PalError.EINVAL;
            socket.ReceiveTimeout = ToTimeout(milliseconds);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetSendTimeout")]
    private static PalError SetSendTimeout(nint handle, int milliseconds)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (milliseconds < 0)
                return PalError.EINVAL;
            socket.SendTimeout = ToTimeout(milliseconds);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static TimeSpan ToTimeout(int milliseconds) =>
        milliseconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);
}
