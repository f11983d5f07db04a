using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>Group membership, which the stack does not have yet: to join is refused, so that no program waits for what cannot come.</summary>
internal static unsafe class MulticastExports
{
    private const int OutgoingInterface = 2; // MulticastOption_MULTICAST_IF

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetIPv4MulticastOption")]
    private static PalError GetIPv4MulticastOption(nint handle, int kind, Ipv4MulticastOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            *option = default;
            return kind == OutgoingInterface ? PalError.Success : PalError.EINVAL;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetIPv4MulticastOption")]
    private static PalError SetIPv4MulticastOption(nint handle, int kind, Ipv4MulticastOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            return kind == OutgoingInterface && option->InterfaceIndex == 0 && option->LocalAddress == 0 ? PalError.Success : PalError.ENOTSUP;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetIPv6MulticastOption")]
    private static PalError GetIPv6MulticastOption(nint handle, int kind, Ipv6MulticastOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            *option = default;
            return kind == OutgoingInterface ? PalError.Success : PalError.EINVAL;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetIPv6MulticastOption")]
    private static PalError SetIPv6MulticastOption(nint handle, int kind, Ipv6MulticastOption* option)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            return kind == OutgoingInterface && option->InterfaceIndex == 0 ? PalError.Success : PalError.ENOTSUP;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
