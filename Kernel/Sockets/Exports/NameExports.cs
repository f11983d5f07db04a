using System;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>getsockname(2) and getpeername(2).</summary>
internal static unsafe class NameExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetSockName")]
    private static PalError GetSockName(nint handle, byte* address, int* addressLength)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            IpEndpoint local;
            using (socket.Loop.EnterToRead())
                local = socket.LocalEndpoint;
            return Write(socket, local, address, addressLength);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetPeerName")]
    private static PalError GetPeerName(nint handle, byte* address, int* addressLength)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            IpEndpoint? remote;
            using (socket.Loop.EnterToRead())
                remote = socket.RemoteEndpoint;
            return remote is { } peer ? Write(socket, peer, address, addressLength) : PalError.ENOTCONN;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static PalError Write(SocketObject socket, IpEndpoint endpoint, byte* address, int* addressLength)
    {
        if (address == null || *addressLength < 0)
            return PalError.EFAULT;

        // SAFETY: the caller vouches for *addressLength writable bytes.
        *addressLength = SocketAddressCodec.Write(new(address, *addressLength), socket.Family, endpoint);
        return PalError.Success;
    }
}
