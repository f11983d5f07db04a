using System;
using System.Buffers.Binary;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The groups that a UDP socket listens to, and the interface for what it sends to groups.</summary>
internal sealed partial class DatagramSocket
{
    // By an address of the interface, in the order of the wire (IP_MULTICAST_IF); 0: by index, or not at all.
    private int _multicastAddress;

    /// <summary>The interface for what goes to groups; 0: as the routes have it. Under the lock.</summary>
    public int MulticastInterface => _udp.MulticastInterface;

    public override PalError SetMulticast(in GroupRequest request)
    {
        int index = request.InterfaceIndex;
        if (index != 0 && !HasInterface(index))
            return request.Operation == MulticastOperation.Interface ? PalError.EADDRNOTAVAIL : PalError.ENODEV;
        if (index == 0 && !request.Local.IsUnspecified)
        {
            index = FindOwner(request.Local);
            if (index == 0)
                return request.Operation == MulticastOperation.Interface ? PalError.EADDRNOTAVAIL : PalError.ENODEV;
        }

        switch (request.Operation)
        {
            case MulticastOperation.Join:
                return _udp.JoinGroup(request.Group, index).ToPal();
            case MulticastOperation.Leave:
                return _udp.LeaveGroup(request.Group, index).ToPal();
            case MulticastOperation.JoinSource:
                return _udp.JoinSource(request.Group, index, request.Source).ToPal();
            case MulticastOperation.LeaveSource:
                return _udp.LeaveSource(request.Group, index, request.Source).ToPal();
            case MulticastOperation.BlockSource:
                return _udp.BlockSource(request.Group, index, request.Source).ToPal();
            case MulticastOperation.UnblockSource:
                return _udp.UnblockSource(request.Group, index, request.Source).ToPal();
            case MulticastOperation.Interface:
                _multicastAddress = 0;
                _udp.MulticastInterface = index;
                return PalError.Success;
            default:
                return PalError.EINVAL;
        }
    }

    private PalError SetMulticastInterface(int index)
    {
        if (index < 0 || (index != 0 && !HasInterface(index)))
            return PalError.ENODEV;
        _udp.MulticastInterface = index;
        return PalError.Success;
    }

    private PalError SetMulticastAddress(int networkOrder)
    {
        uint bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((uint)networkOrder) : (uint)networkOrder;
        int index = bits == 0 ? 0 : FindOwner(IpAddress.FromIpv4(bits));
        if (bits != 0 && index == 0)
            return PalError.EADDRNOTAVAIL;
        _multicastAddress = networkOrder;
        _udp.MulticastInterface = index;
        return PalError.Success;
    }

    private bool HasInterface(int index) => index > 0 && index <= Loop.Stack.Interfaces.Count;

    private int FindOwner(IpAddress address)
    {
        foreach (NetworkInterface candidate in Loop.Stack.Interfaces)
        {
            foreach (InterfaceAddress own in candidate.Addresses)
            {
                if (own.Address == address)
                    return candidate.Index;
            }
        }

        return 0;
    }
}
