namespace Sabos.Net;

/// <summary>Why a socket operation did not happen, or why a connection ended. The socket seam maps each to the platform's number.</summary>
public enum TransportError
{
    None,

    /// <summary>Nothing to receive, no room to send, nobody to accept: ask again after the readiness event.</summary>
    WouldBlock,
    AddressInUse,

    /// <summary>The local address is not one of ours.</summary>
    AddressNotAvailable,
    AddressFamilyNotSupported,
    NetworkUnreachable,
    HostUnreachable,
    ConnectionRefused,
    ConnectionReset,

    /// <summary>Ended on this side: aborted, or the listener was closed.</summary>
    ConnectionAborted,
    TimedOut,
    NotConnected,
    AlreadyConnected,

    /// <summary>Connect is under way.</summary>
    InProgress,

    /// <summary>The sending direction was shut down.</summary>
    Shutdown,
    MessageTooLong,
    NoBufferSpace,
    InvalidArgument,
    AccessDenied,
}
