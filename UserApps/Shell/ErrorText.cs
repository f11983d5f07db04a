using System;
using System.Net.Sockets;

namespace Sabos.Shell;

/// <summary>An exception in a line of plain words.</summary>
public static class ErrorText
{
    /// <summary>The innermost cause of <paramref name="exception"/> in one line.</summary>
    public static string Describe(Exception exception)
    {
        while (exception is not SocketException && exception.InnerException is Exception inner)
            exception = inner;
        return exception switch
        {
            OperationCanceledException => "interrupted",
            SocketException socket => Describe(socket.SocketErrorCode),
            UsageException usage => usage.Message.Length > 0 ? usage.Message : "wrong arguments",
            OutOfMemoryException => "out of memory",
            _ => $"{exception.Message.ReplaceLineEndings(" ")} ({exception.GetType().Name})",
        };
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.HostNotFound => "host not found",
        SocketError.TryAgain => "the name server does not answer",
        SocketError.NoData => "the host has no such address",
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by the other side",
        SocketError.TimedOut => "timed out",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "address not available",
        SocketError.AddressFamilyNotSupported => "address family not supported",
        SocketError.AccessDenied => "permission denied",
        _ => $"network error: {error}",
    };
}
