using System.Runtime.InteropServices;

namespace Sabos.Sockets;

/// <summary>The exports that answer -1 and leave the reason in errno, as their C originals do; Linux's numbers.</summary>
internal static class Errno
{
    public const int NoSuchEntry = 2;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int OutOfMemory = 12;
    public const int AccessDenied = 13;
    public const int InvalidArgument = 22;
    public const int NotSupported = 95;

    /// <summary>Sets errno and returns -1.</summary>
    public static int Fail(int error)
    {
        Marshal.SetLastSystemError(error);
        return -1;
    }
}
