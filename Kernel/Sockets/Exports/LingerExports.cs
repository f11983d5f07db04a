using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>SO_LINGER.</summary>
internal static unsafe class LingerExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetLingerOption")]
    private static PalError GetLingerOption(nint handle, LingerOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            *option = socket.Linger;
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetLingerOption")]
    private static PalError SetLingerOption(nint handle, LingerOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (option->Enabled != 0 && option->Seconds is < 0 or > ushort.MaxValue)
                return PalError.EINVAL;
            socket.Linger = *option;
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
