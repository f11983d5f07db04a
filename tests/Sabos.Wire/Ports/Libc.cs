using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sabos.Wire;

/// <summary>The system calls that .NET has no method for, or a slow one. All return -1 and set errno when they fail.</summary>
internal static unsafe partial class Libc
{
    private const nuint TunSetInterface = 0x400454CA; // TUNSETIFF, linux/if_tun.h
    private const short TapWithoutHeader = 0x1002;    // IFF_TAP | IFF_NO_PI
    private const int InterfaceNameLength = 16;
    private const int SetFlags = 4;                   // F_SETFL
    private const int ReadWriteNonBlocking = 0x802;   // O_RDWR | O_NONBLOCK
    private const int TryAgain = 11;                  // EAGAIN
    private const int NoBuffers = 105;                // ENOBUFS
    private const int SetTimerSlack = 29;             // PR_SET_TIMERSLACK
    private const ushort UnixFamily = 1;              // AF_UNIX

    /// <summary>What went wrong last, in words.</summary>
    public static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Whether the call that failed last would have blocked.</summary>
    public static bool IsNoRoom => Marshal.GetLastPInvokeError() is TryAgain or NoBuffers;

    public static int AttachTap(SafeFileHandle file, ReadOnlySpan<byte> name)
    {
        // struct ifreq: the name, then the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        name[..Math.Min(name.Length, InterfaceNameLength - 1)].CopyTo(request);
        BitConverter.TryWriteBytes(request[InterfaceNameLength..], TapWithoutHeader);

        // SAFETY: as long as struct ifreq.
        fixed (byte* start = request)
            return IoControl(file, TunSetInterface, start);
    }

    public static int SetNonBlocking(SafeFileHandle file) => Control(file, SetFlags, ReadWriteNonBlocking);

    /// <summary>Makes the timed waits of this thread end as punctually as Linux can, instead of within 50 microseconds.</summary>
    public static void MakeTimersPunctual() => _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>struct sockaddr_un.</summary>
    public static byte[] UnixAddress(string path)
    {
        byte[] address = new byte[2 + Encoding.UTF8.GetByteCount(path) + 1];
        BitConverter.TryWriteBytes(address, UnixFamily);
        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        return address;
    }

    public static int Read(int descriptor, Span<byte> buffer)
    {
        // SAFETY: pinned, and exactly this long.
        fixed (byte* start = buffer)
            return (int)Read(descriptor, start, (nuint)buffer.Length);
    }

    public static int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        // SAFETY: pinned, and exactly this long.
        fixed (byte* start = buffer)
            return (int)Write(descriptor, start, (nuint)buffer.Length);
    }

    public static int Connect(int descriptor, ReadOnlySpan<byte> address)
    {
        // SAFETY: pinned, and exactly this long.
        fixed (byte* to = address)
            return Connect(descriptor, to, (uint)address.Length);
    }

    /// <summary>ppoll(2) without a signal mask.</summary>
    /// <param name="entries">What to wait for.</param>
    /// <param name="timeout">At most this long; infinite: as long as it takes.</param>
    public static int Poll(Span<PollEntry> entries, TimeSpan timeout)
    {
        long* time = stackalloc long[2];
        time[0] = timeout.Ticks / TimeSpan.TicksPerSecond;
        time[1] = timeout.Ticks % TimeSpan.TicksPerSecond * 100;

        // SAFETY: pinned, and exactly this long; the time is a struct timespec.
        fixed (PollEntry* start = entries)
            return Poll(start, (nuint)entries.Length, timeout < TimeSpan.Zero ? null : time, null);
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial SafeFileHandle EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IoControl(SafeFileHandle file, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Connect(int descriptor, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(PollEntry* entries, nuint count, long* timeout, void* mask);
}
