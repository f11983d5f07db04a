using System;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>sendmsg(2) and recvmsg(2): scattered buffers, addresses, control data.</summary>
internal static unsafe class MessageExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SendMessage")]
    private static PalError SendMessage(nint handle, MessageHeader* header, MessageFlags flags, long* sent)
    {
        try
        {
            *sent = 0;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (header->VectorCount < 0 || header->SocketAddressLength < 0)
                return PalError.EFAULT;

            IpEndpoint? remote = null;

            // SAFETY: the caller vouches for the header and all that it points to.
            if (header->SocketAddress != null && header->SocketAddressLength > 0)
            {
                error = SocketAddressCodec.Read(new(header->SocketAddress, header->SocketAddressLength), socket.Family, out IpEndpoint address);
                if (error != PalError.Success)
                    return error;
                remote = address;
            }

            error = VectoredTransfer.Send(socket, new(header->Vectors, header->VectorCount), flags, remote, out int count);
            *sent = count;
            return error;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_ReceiveMessage")]
    private static PalError ReceiveMessage(nint handle, MessageHeader* header, MessageFlags flags, long* received)
    {
        try
        {
            *received = 0;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (header->VectorCount < 0 || header->SocketAddressLength < 0 || header->ControlBufferLength < 0)
                return PalError.EFAULT;
            if ((flags & MessageFlags.ErrorQueue) != 0)
                return PalError.EAGAIN;

            // SAFETY: the caller vouches for the header and all that it points to.
            error = VectoredTransfer.Receive(socket, new(header->Vectors, header->VectorCount), flags, out ReceivedMessage message);
            if (error != PalError.Success)
                return error;

            header->SocketAddressLength = header->SocketAddress != null && message.Source is { } source
                ? SocketAddressCodec.Write(new(header->SocketAddress, header->SocketAddressLength), socket.Family, source)
                : 0;
            bool controlFits = ControlMessages.TryWrite(new(header->ControlBuffer, header->ControlBufferLength), socket.Family, message, out int control);
            header->ControlBufferLength = control;
            header->Flags = (message.IsTruncated ? MessageFlags.Truncated : MessageFlags.None)
                | (controlFits ? MessageFlags.None : MessageFlags.ControlTruncated);
            *received = message.Length;
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    /// <summary>MSG_ERRQUEUE: the stack reports errors with the calls themselves, so the queue is always empty.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_ReceiveSocketError")]
    private static PalError ReceiveSocketError(nint handle, MessageHeader* header)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            header->SocketAddressLength = 0;
            return PalError.EAGAIN;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }
}
