using System;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>getsockopt(2) and setsockopt(2) for options that are numbers.</summary>
internal static unsafe class OptionExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetSockOpt")]
    private static PalError GetSockOpt(nint handle, int level, int name, byte* value, int* length)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (!PlatformOptions.TryMap(level, name, out SocketOption option, out bool inverted))
                return PalError.ENOTSUP;
            return Get(socket, option, inverted, value, length);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetRawSockOpt")]
    private static PalError GetRawSockOpt(nint handle, int level, int name, byte* value, int* length)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (LinuxOptions.IsTcpInformation(level, name))
                return GetTcpInformation(socket, value, length);
            if (LinuxOptions.IsIcmpv6Filter(level, name))
                return GetIcmpv6Filter(socket, value, length);
            if (!LinuxOptions.TryMap(level, name, out SocketOption option))
                return PalError.ENOPROTOOPT;
            if (option == SocketOption.CongestionControl)
                return GetCongestionControl(socket, value, length);
            return Get(socket, option, inverted: false, value, length);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetSockOpt")]
    private static PalError SetSockOpt(nint handle, int level, int name, byte* value, int length)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (GroupOption.FromPlatform(level, name) is { } group)
                return SetGroup(socket, group, level, value, length);
            if (!PlatformOptions.TryMap(level, name, out SocketOption option, out bool inverted))
                return PalError.ENOTSUP;
            return Set(socket, option, inverted, value, length);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetRawSockOpt")]
    private static PalError SetRawSockOpt(nint handle, int level, int name, byte* value, int length)
    {
        try
        {
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (LinuxOptions.IsIcmpv6Filter(level, name))
                return SetIcmpv6Filter(socket, value, length);
            if (GroupOption.FromLinux(level, name) is { } group)
                return SetGroup(socket, group, level, value, length);
            if (!LinuxOptions.TryMap(level, name, out SocketOption option))
                return PalError.ENOPROTOOPT;
            if (option == SocketOption.CongestionControl)
                return SetCongestionControl(socket, value, length);
            return Set(socket, option, inverted: false, value, length);
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    // As on Linux, as much of the structure as fits.
    private static PalError GetTcpInformation(SocketObject socket, byte* value, int* length)
    {
        if (value == null || *length < 0)
            return PalError.EINVAL;
        TcpConnectionInfo information;
        using (socket.Enter())
        {
            if (!socket.TryGetTcpInformation(out information))
                return PalError.ENOTSUP;
        }

        Span<byte> bytes = stackalloc byte[LinuxTcpInformation.Size];
        LinuxTcpInformation.Write(information, bytes);
        *length = Math.Min(*length, LinuxTcpInformation.Size);

        // SAFETY: the caller vouches for *length writable bytes.
        bytes[..*length].CopyTo(new Span<byte>(value, *length));
        return PalError.Success;
    }

    private static PalError GetCongestionControl(SocketObject socket, byte* value, int* length)
    {
        if (value == null || *length < 0)
            return PalError.EINVAL;

        int algorithm;
        using (socket.Enter())
        {
            PalError error = socket.GetOption(SocketOption.CongestionControl, out algorithm);
            if (error != PalError.Success)
                return error;
        }

        Span<byte> name = stackalloc byte[CongestionControlName.Size];
        CongestionControlName.Write((CongestionControlAlgorithm)algorithm, name);
        *length = Math.Min(*length, name.Length);

        // SAFETY: the caller vouches for *length writable bytes.
        name[..*length].CopyTo(new Span<byte>(value, *length));
        return PalError.Success;
    }

    private static PalError SetCongestionControl(SocketObject socket, byte* value, int length)
    {
        if (value == null || length <= 0)
            return PalError.EINVAL;

        // SAFETY: the caller vouches for length readable bytes.
        if (!CongestionControlName.TryRead(new ReadOnlySpan<byte>(value, length), out CongestionControlAlgorithm algorithm))
            return PalError.ENOENT;

        using (socket.Enter())
            return socket.SetOption(SocketOption.CongestionControl, (int)algorithm);
    }

    private static PalError GetIcmpv6Filter(SocketObject socket, byte* value, int* length)
    {
        if (value == null || *length < 0)
            return PalError.EINVAL;

        Span<byte> bytes = stackalloc byte[Icmpv6Filter.Size];
        using (socket.Enter())
        {
            if (!socket.TryGetIcmpv6Filter(out Icmpv6Filter filter))
                return PalError.ENOPROTOOPT;
            filter.WriteTo(bytes);
        }

        *length = Math.Min(*length, bytes.Length);

        // SAFETY: the caller vouches for *length writable bytes.
        bytes[..*length].CopyTo(new Span<byte>(value, *length));
        return PalError.Success;
    }

    private static PalError SetIcmpv6Filter(SocketObject socket, byte* value, int length)
    {
        if (value == null || length <= 0)
            return PalError.EINVAL;

        using (socket.Enter())
        {
            if (!socket.TryGetIcmpv6Filter(out Icmpv6Filter filter))
                return PalError.ENOPROTOOPT;

            // SAFETY: the caller vouches for length readable bytes.
            filter.Read(new ReadOnlySpan<byte>(value, length));
            socket.SetIcmpv6Filter(filter);
            return PalError.Success;
        }
    }

    private static PalError SetGroup(SocketObject socket, GroupOption option, int level, byte* value, int length)
    {
        if (value == null || length < 0)
            return PalError.EFAULT;

        // SAFETY: the caller vouches for length readable bytes.
        PalError error = GroupRequest.TryRead(option, level, new ReadOnlySpan<byte>(value, length), out GroupRequest request);
        if (error != PalError.Success)
            return error;
        using (socket.Enter())
            return socket.SetMulticast(request);
    }

    private static PalError Get(SocketObject socket, SocketOption option, bool inverted, byte* value, int* length)
    {
        if (value == null || *length < sizeof(int))
            return PalError.EINVAL;

        int found;
        using (socket.Enter())
        {
            PalError error = socket.GetOption(option, out found);
            if (error != PalError.Success)
                return error;
        }

        // SAFETY: the caller vouches for *length writable bytes.
        Marshal.WriteInt32((nint)value, inverted ? 1 - found : found);
        *length = sizeof(int);
        return PalError.Success;
    }

    private static PalError Set(SocketObject socket, SocketOption option, bool inverted, byte* value, int length)
    {
        if (value == null || length <= 0)
            return PalError.EFAULT;

        // SAFETY: the caller vouches for length readable bytes. As on Linux, a single byte does for a small number.
        int wanted = length >= sizeof(int) ? Marshal.ReadInt32((nint)value) : *value;
        using (socket.Enter())
            return socket.SetOption(option, inverted ? (wanted == 0 ? 1 : 0) : wanted);
    }
}
