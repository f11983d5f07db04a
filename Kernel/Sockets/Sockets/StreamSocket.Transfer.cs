using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>Data through a TCP socket.</summary>
internal sealed partial class StreamSocket
{
    protected override PalError TryReceive(Span<byte> destination, MessageFlags flags, out ReceivedMessage message)
    {
        PalError result = TryReceive(destination, flags, out int received);
        message = new ReceivedMessage(received);
        return result;
    }

    protected override PalError TryReceive(Span<byte> destination, MessageFlags flags, out int received)
    {
        received = 0;

        // TCP's urgent data stays in the stream (RFC 6093), so there is never any out of band.
        if ((flags & MessageFlags.OutOfBand) != 0)
            return PalError.EINVAL;
        if (_pendingError != PalError.Success)
            return TakeError();
        if (_connection is not { } connection)
            return PalError.ENOTCONN;

        TransportError error = connection.Receive(destination, out received, (flags & MessageFlags.Peek) != 0);
        switch (error)
        {
            case TransportError.None:
                return PalError.Success;
            case TransportError.WouldBlock:
                return PalError.EAGAIN;
            case TransportError.NotConnected:
                return PalError.ENOTCONN;
            default:
                // Told once; after that the stream has simply ended.
                return TakeConnectionError();
        }
    }

    protected override PalError TrySend(ReadOnlySpan<byte> source, MessageFlags flags, IpEndpoint? remote, out int accepted)
    {
        accepted = 0;
        if ((flags & MessageFlags.OutOfBand) != 0)
            return PalError.ENOTSUP;
        if (_pendingError != PalError.Success)
            return TakeError();
        if (_connection is not { } connection)
            return PalError.EPIPE;

        TransportError error = connection.Send(source, out accepted);
        if (error is TransportError.None or TransportError.WouldBlock or TransportError.Shutdown)
            return error.ToPal();
        if (error == TransportError.NotConnected)
            return IsConnecting ? PalError.EAGAIN : PalError.EPIPE;
        PalError told = TakeConnectionError();
        return told == PalError.Success ? PalError.EPIPE : told;
    }
}
