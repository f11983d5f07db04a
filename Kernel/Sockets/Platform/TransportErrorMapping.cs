using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The stack's reasons as the platform layer's error numbers.</summary>
internal static class TransportErrorMapping
{
    public static PalError ToPal(this TransportError error) => error switch
    {
        TransportError.None => PalError.Success,
        TransportError.WouldBlock => PalError.EAGAIN,
        TransportError.AddressInUse => PalError.EADDRINUSE,
        TransportError.AddressNotAvailable => PalError.EADDRNOTAVAIL,
        TransportError.AddressFamilyNotSupported => PalError.EAFNOSUPPORT,
        TransportError.NetworkUnreachable => PalError.ENETUNREACH,
        TransportError.HostUnreachable => PalError.EHOSTUNREACH,
        TransportError.ConnectionRefused => PalError.ECONNREFUSED,
        TransportError.ConnectionReset => PalError.ECONNRESET,
        TransportError.ConnectionAborted => PalError.ECONNABORTED,
        TransportError.TimedOut => PalError.ETIMEDOUT,
        TransportError.NotConnected => PalError.ENOTCONN,
        TransportError.AlreadyConnected => PalError.EISCONN,
        TransportError.InProgress => PalError.EINPROGRESS,
        TransportError.Shutdown => PalError.EPIPE,
        TransportError.MessageTooLong => PalError.EMSGSIZE,
        TransportError.NoBufferSpace => PalError.ENOBUFS,
        TransportError.InvalidArgument => PalError.EINVAL,
        TransportError.AccessDenied => PalError.EACCES,
        _ => PalError.EIO,
    };
}
