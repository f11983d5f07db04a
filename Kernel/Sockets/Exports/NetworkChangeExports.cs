using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>What NetworkChange listens to.</summary>
internal static unsafe class NetworkChangeExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CreateNetworkChangeListenerSocket")]
    private static PalError CreateNetworkChangeListenerSocket(nint* created)
    {
        try
        {
            *created = -1;
            return SocketSystem.Current is { } system ? system.Add(new NetworkChangeListener(system), out *created) : PalError.ENETDOWN;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_ReadEvents")]
    private static PalError ReadEvents(nint handle, delegate* unmanaged<nint, NetworkChangeKind, void> changed)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;
            if (socket is not NetworkChangeListener listener)
                return PalError.EINVAL;
            if (!listener.TakeChange())
                return PalError.EAGAIN;

            // The stack says that something changed, and not what: both kinds of listener look for themselves.
            changed(handle, NetworkChangeKind.AddressAdded);
            changed(handle, NetworkChangeKind.AvailabilityChanged);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
