namespace Sabos.Sockets;

/// <summary>
/// The error numbers of .NET's platform layer (System.Native, pal_error_common.h), which stand for errno independently of the platform.
/// Each keeps the name that POSIX gives it.
/// </summary>
internal enum PalError
{
    Success = 0,
    EACCES = 0x10002,
    EADDRINUSE = 0x10003,
    EADDRNOTAVAIL = 0x10004,
    EAFNOSUPPORT = 0x10005,
    EAGAIN = 0x10006,
    EALREADY = 0x10007,
    EBADF = 0x10008,
    ECONNABORTED = 0x1000D,
    ECONNREFUSED = 0x1000E,
    ECONNRESET = 0x1000F,
    EDESTADDRREQ = 0x10011,
    EFAULT = 0x10015,
    EHOSTUNREACH = 0x10017,
    EINPROGRESS = 0x1001A,
    EINVAL = 0x1001C,
    EIO = 0x1001D,
    EISCONN = 0x1001E,
    EMSGSIZE = 0x10023,
    ENETDOWN = 0x10026,
    ENETUNREACH = 0x10028,
    ENFILE = 0x10029,
    ENOBUFS = 0x1002A,
    ENODEV = 0x1002C,
    ENOENT = 0x1002D,
    ENOMEM = 0x10031,
    ENOPROTOOPT = 0x10033,
    ENOTCONN = 0x10038,
    ENOTSOCK = 0x1003C,
    ENOTSUP = 0x1003D,
    EPIPE = 0x10043,
    EPROTONOSUPPORT = 0x10045,
    EPROTOTYPE = 0x10046,
    ETIMEDOUT = 0x1004D,
    ESOCKTNOSUPPORT = 0x1005E,
}
