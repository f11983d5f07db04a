using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sabos.Sockets.Exports;

/// <summary>What every export does at its edge: finding the socket of a handle, and turning an exception into an error number.</summary>
internal static class Edge
{
    /// <summary>Finds a socket. EBADF: not an open handle of ours; ENOTSOCK: of ours, but another thing; ENETDOWN: there is no stack yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(nint handle, [NotNullWhen(true)] out SocketObject? socket, out PalError error)
    {
        socket = SocketSystem.Current?.Handles.Find(handle)?.AsSocket;
        error = socket is not null ? PalError.Success : WhyNot(handle);
        return socket is not null;
    }

    /// <summary>An exception as an error number. Any but the two that a program can provoke is a mistake of ours, and is reported.</summary>
    public static PalError Fault(Exception exception)
    {
        switch (exception)
        {
            case OutOfMemoryException:
                return PalError.ENOMEM;
            case NullReferenceException:
                return PalError.EFAULT;
            default:
                Console.Error.WriteLine($"sabos: a socket call failed: {exception}");
                return PalError.EIO;
        }
    }

    /// <summary>The same for an export that answers -1 and leaves the reason in errno.</summary>
    public static int FaultErrno(Exception exception) =>
        Errno.Fail(Fault(exception) == PalError.ENOMEM ? Errno.OutOfMemory : Errno.InputOutput);

    private static PalError WhyNot(nint handle) => SocketSystem.Current is not { } system ? PalError.ENETDOWN
        : system.Handles.Find(handle) is null ? PalError.EBADF
        : PalError.ENOTSOCK;
}
