using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>Group membership, and the interface for what goes to groups.</summary>
internal static unsafe class MulticastExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetIPv4MulticastOption")]
    private static PalError GetIPv4MulticastOption(nint handle, int kind, Ipv4MulticastOption* option)
    {
        try
        {
            *option = default;
            PalError error = GetInterface(handle, kind, out int index);
            option->InterfaceIndex = index;
            return error;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetIPv4MulticastOption")]
    private static PalError SetIPv4MulticastOption(nint handle, int kind, Ipv4MulticastOption* option)
    {
        try
        {
            return Set(handle, new((MulticastOperation)kind, ToAddress(option->Group), option->InterfaceIndex, ToAddress(option->LocalAddress)));
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetIPv6MulticastOption")]
    private static PalError GetIPv6MulticastOption(nint handle, int kind, Ipv6MulticastOption* option)
    {
        try
        {
            *option = default;
            PalError error = GetInterface(handle, kind, out int index);
            option->InterfaceIndex = index;
            return error;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SetIPv6MulticastOption")]
    private static PalError SetIPv6MulticastOption(nint handle, int kind, Ipv6MulticastOption* option)
    {
        try
        {
            // SAFETY: the address has sixteen bytes.
            ReadOnlySpan<byte> group = option->Group.Address;
            return Set(handle, new((MulticastOperation)kind, IpAddress.Read(group), option->InterfaceIndex, IpAddress.AnyIpv6));
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static PalError GetInterface(nint handle, int kind, out int index)
    {
        index = 0;
        if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
            return error;
        if (kind != (int)MulticastOperation.Interface)
            return PalError.EINVAL;
        using (socket.Enter())
            index = (socket as DatagramSocket)?.MulticastInterface ?? 0;
        return PalError.Success;
    }

    private static PalError Set(nint handle, GroupRequest request)
    {
        if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
            return error;
        if (request.Operation is not (MulticastOperation.Join or MulticastOperation.Leave or MulticastOperation.Interface))
            return PalError.EINVAL;
        using (socket.Enter())
            return socket.SetMulticast(request);
    }

    /// <summary>An in_addr: four bytes in the order of the wire.</summary>
    private static IpAddress ToAddress(uint networkOrder) =>
        IpAddress.FromIpv4(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(networkOrder) : networkOrder);
}
