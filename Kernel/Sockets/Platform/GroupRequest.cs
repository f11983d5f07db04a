using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What a program asks of a group.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="Group">The group; unspecified where the operation has none.</param>
/// <param name="InterfaceIndex">On this interface, or 0.</param>
/// <param name="Local">On the interface with this address, where there is no index; unspecified: wherever.</param>
/// <param name="Source">The sender, where the operation has one.</param>
internal readonly record struct GroupRequest(MulticastOperation Operation, IpAddress Group, int InterfaceIndex, IpAddress Local, IpAddress Source = default)
{
    private const int Ipv4Size = 4;
    private const int Ipv6Size = 16;

    // Of group_req: the index, padding to a word of the machine, and one or two sockaddr_storage.
    private const int StorageOffset = 8;
    private const int StorageSize = 128;

    /// <summary>Reads an option's value. EINVAL: too short; EADDRNOTAVAIL: an address of another version than the level's.</summary>
    public static PalError TryRead(GroupOption option, int level, ReadOnlySpan<byte> value, out GroupRequest request)
    {
        request = default;
        if (value.Length < LeastSize(option.Layout))
            return PalError.EINVAL;

        switch (option.Layout)
        {
            case GroupOptionLayout.Ipv4:
                int index = value.Length >= 3 * Ipv4Size ? BitConverter.ToInt32(value[(2 * Ipv4Size)..]) : 0;
                request = new(option.Operation, IpAddress.Read(value[..Ipv4Size]), index, IpAddress.Read(value.Slice(Ipv4Size, Ipv4Size)));
                return PalError.Success;
            case GroupOptionLayout.Ipv4Source:
                IpAddress local = IpAddress.Read(value.Slice(Ipv4Size, Ipv4Size));
                request = new(option.Operation, IpAddress.Read(value[..Ipv4Size]), 0, local, IpAddress.Read(value.Slice(2 * Ipv4Size, Ipv4Size)));
                return PalError.Success;
            case GroupOptionLayout.Ipv6:
                request = new(option.Operation, IpAddress.Read(value[..Ipv6Size]), BitConverter.ToInt32(value[Ipv6Size..]), IpAddress.AnyIpv6);
                return PalError.Success;
            default:
                return TryReadEither(option, level, value, out request);
        }
    }

    private static PalError TryReadEither(GroupOption option, int level, ReadOnlySpan<byte> value, out GroupRequest request)
    {
        const int Ipv6Level = 41;
        request = default;
        SocketFamily family = level == Ipv6Level ? SocketFamily.Ipv6 : SocketFamily.Ipv4;
        IpEndpoint source = default;
        bool isRead = SocketAddressCodec.Read(value.Slice(StorageOffset, StorageSize), family, out IpEndpoint group) == PalError.Success
            && (option.Layout == GroupOptionLayout.Either
                || SocketAddressCodec.Read(value.Slice(StorageOffset + StorageSize, StorageSize), family, out source) == PalError.Success);
        request = new(option.Operation, group.Address, BitConverter.ToInt32(value), IpAddress.AnyIpv6, source.Address);
        return isRead ? PalError.Success : PalError.EADDRNOTAVAIL;
    }

    private static int LeastSize(GroupOptionLayout layout) => layout switch
    {
        GroupOptionLayout.Ipv4 => 2 * Ipv4Size,
        GroupOptionLayout.Ipv4Source => 3 * Ipv4Size,
        GroupOptionLayout.Ipv6 => Ipv6Size + sizeof(int),
        GroupOptionLayout.Either => StorageOffset + StorageSize,
        _ => StorageOffset + (2 * StorageSize),
    };
}
