using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>How a socket gets its address and its peer, and how it loses them.</summary>
internal static unsafe class ConnectionExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Bind")]
    private static PalError Bind(nint handle, SocketProtocol protocol, byte* address, int addressLength)
    {
        try
        {
            if (!TryFind(handle, address, addressLength, out SocketObject? socket, out IpEndpoint local, out PalError error))
                return error;

            // On Linux .NET binds every TCP socket with SO_REUSEADDR, so that a restarted server gets its port.
            return socket.Bind(local, reuseAddress: protocol == SocketProtocol.Tcp);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Listen")]
    private static PalError Listen(nint handle, int backlog)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;
            return socket.Listen(backlog);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Accept")]
    private static PalError Accept(nint handle, byte* address, int* addressLength, nint* accepted)
    {
        try
        {
            *accepted = -1;
            if (address == null || *addressLength < 0)
                return PalError.EFAULT;
            if (!Edge.TryFind(handle, out SocketObject? listener, out PalError error))
                return error;

            error = listener.Accept(out SocketObject? socket, out IpEndpoint peer);
            if (socket is null)
                return error;

            // SAFETY: the caller vouches for *addressLength writable bytes.
            *addressLength = SocketAddressCodec.Write(new(address, *addressLength), socket.Family, peer);
            return SocketSystem.Current!.Add(socket, out *accepted);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Connect")]
    private static PalError Connect(nint handle, byte* address, int addressLength)
    {
        try
        {
            return ConnectTo(handle, address, addressLength);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    /// <summary>Connect with data for TCP Fast Open, which the stack does not do: it connects, and leaves the data to be sent.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Connectx")]
    private static PalError ConnectWithData(nint handle, byte* address, int addressLength, byte* data, int dataLength, int fastOpen, int* sent)
    {
        try
        {
            *sent = 0;
            return ConnectTo(handle, address, addressLength);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Disconnect")]
    private static PalError Disconnect(nint handle)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;
            return socket.Disconnect();
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Shutdown")]
    private static PalError Shutdown(nint handle, ShutdownDirection direction)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;
            return direction is >= ShutdownDirection.Receive and <= ShutdownDirection.Both ? socket.Shutdown(direction) : PalError.EINVAL;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static PalError ConnectTo(nint handle, byte* address, int addressLength)
    {
        if (address != null && addressLength > 0 && SocketAddressCodec.IsUnspecified(new(address, addressLength)))
            return Edge.TryFind(handle, out SocketObject? connected, out PalError missing) ? connected.Connect(null) : missing;
        if (!TryFind(handle, address, addressLength, out SocketObject? socket, out IpEndpoint remote, out PalError error))
            return error;
        return socket.Connect(remote);
    }

    private static bool TryFind(
        nint handle,
        byte* address,
        int addressLength,
        [NotNullWhen(true)] out SocketObject? socket,
        out IpEndpoint endpoint,
        out PalError error)
    {
        endpoint = default;
        if (!Edge.TryFind(handle, out socket, out error))
            return false;

        // SAFETY: the caller vouches for addressLength readable bytes.
        error = address == null || addressLength < 0
            ? PalError.EFAULT
            : SocketAddressCodec.Read(new(address, addressLength), socket.Family, out endpoint);
        return error == PalError.Success;
    }
}
