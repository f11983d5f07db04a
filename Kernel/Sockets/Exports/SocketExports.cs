using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>socket(2), and what a handle turns out to be.</summary>
internal static unsafe class SocketExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Socket")]
    private static PalError Socket(SocketFamily family, SocketKind kind, SocketProtocol protocol, nint* created)
    {
        try
        {
            *created = -1;
            return SocketSystem.Current is { } system ? system.Create(family, kind, protocol, out *created) : PalError.ENETDOWN;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetSocketType")]
    private static PalError GetSocketType(nint handle, SocketFamily* family, SocketKind* kind, SocketProtocol* protocol, int* isListening)
    {
        try
        {
            bool found = Edge.TryFind(handle, out SocketObject? socket, out _);
            *family = found ? socket!.Family : SocketFamily.Unknown;
            *kind = found ? socket!.Kind : SocketKind.Unknown;
            *protocol = found ? socket!.Protocol : SocketProtocol.Unknown;
            *isListening = found && socket!.IsListening ? 1 : 0;
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
