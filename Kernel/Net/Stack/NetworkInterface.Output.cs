using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Sending: the link's header, and the neighbour it is addressed to.</summary>
public sealed partial class NetworkInterface
{
    /// <summary>Frames were queued since the device was flushed.</summary>
    internal bool NeedsFlush { get; private set; }

    /// <summary>Whether frames that the stack has sent are still on their way out of the device.</summary>
    public bool HasUnsent() => NeedsFlush || Device.HasUnsent();

    internal void Flush()
    {
        NeedsFlush = false;
        _path.Flush();
    }

    internal bool TryReserveFrame(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        if (!_path.TryReserve(length, offload, out frame))
        {
            return false;
        }

        NeedsFlush = true;
        return true;
    }

    /// <summary>
    /// Room for one IP packet to a neighbour, behind a link header that is written already. While the neighbour is being resolved the room is in
    /// its queue. None, WouldBlock, HostUnreachable.
    /// </summary>
    /// <param name="route">By this interface.</param>
    /// <param name="packetLength">Bytes of the IP packet.</param>
    /// <param name="offload">With offsets from the start of the IP packet.</param>
    /// <param name="isToStranger">As in <see cref="IpSend"/>.</param>
    /// <param name="frame">The room, link header included.</param>
    /// <param name="headerLength">Bytes of the link header.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TransportError TryReservePacket(
        scoped in IpRoute route, int packetLength, TransmitOffload offload, bool isToStranger, out OutgoingFrame frame, out int headerLength)
    {
        if (NeighborsOf(route.NextHop) is not { } neighbors || !neighbors.TryUseAgain(route.NextHop, out MacAddress neighbor))
        {
            return TryReserveElsewhere(route, packetLength, offload, isToStranger, out frame, out headerLength);
        }

        headerLength = EthernetHeader.Size;
        if (!TryReserveFrame(headerLength + packetLength, offload.Behind(EthernetHeader.Size), out frame))
        {
            return TransportError.WouldBlock;
        }

        WriteHeader(frame.Bytes, neighbor, route.NextHop.IsIpv4 ? EtherType.Ipv4 : EtherType.Ipv6);
        return TransportError.None;
    }

    /// <summary>The same for any interface, to any neighbour or group.</summary>
    private TransportError TryReserveElsewhere(
        scoped in IpRoute route, int packetLength, TransmitOffload offload, bool isToStranger, out OutgoingFrame frame, out int headerLength)
    {
        if (Arp is null)
        {
            headerLength = 0;
            return TryReserveFrame(packetLength, offload, out frame) ? TransportError.None : TransportError.WouldBlock;
        }

        headerLength = EthernetHeader.Size;
        MacAddress destination;
        EtherType type = route.NextHop.IsIpv4 ? EtherType.Ipv4 : EtherType.Ipv6;
        if (route.IsToGroup)
        {
            destination = GroupAddress(route.NextHop);
        }
        else
        {
            if (NeighborsOf(route.NextHop) is not { } neighbors || !neighbors.TryUse(route.NextHop, isToStranger, out NeighborEntry? neighbor))
            {
                frame = default;
                return TransportError.HostUnreachable;
            }

            if (neighbor.State is NeighborState.Incomplete or NeighborState.Failed)
            {
                return TryReservePending(neighbors, neighbor, headerLength + packetLength, offload.Behind(EthernetHeader.Size), type, out frame);
            }

            if (!neighbors.TrySendPending(neighbor))
            {
                frame = default;
                return TransportError.WouldBlock;
            }

            destination = neighbor.Hardware;
        }

        if (!TryReserveFrame(headerLength + packetLength, offload.Behind(EthernetHeader.Size), out frame))
        {
            return TransportError.WouldBlock;
        }

        WriteHeader(frame.Bytes, destination, type);
        return TransportError.None;
    }

    private TransportError TryReservePending(
        NeighborCache neighbors, NeighborEntry neighbor, int length, TransmitOffload offload, EtherType type, out OutgoingFrame frame)
    {
        frame = default;
        if (neighbor.State == NeighborState.Failed)
        {
            return TransportError.HostUnreachable;
        }

        if (!neighbors.TryReserve(neighbor, length, offload, out frame))
        {
            return TransportError.WouldBlock;
        }

        WriteHeader(frame.Bytes, default, type);
        return TransportError.None;
    }

    private void WriteHeader(Span<byte> frame, MacAddress destination, EtherType type) =>
        new EthernetHeader(destination, Capabilities.Address, type).WriteTo(frame);

    /// <summary>
    /// A group has a group's hardware address (RFC 1112 6.4, RFC 2464 7), a broadcast address the broadcast one, and nothing else has that.
    /// </summary>
    private static MacAddress GroupAddress(IpAddress address)
    {
        if (address.IsIpv6)
        {
            return new MacAddress(0x3333_0000_0000UL | (uint)address.LowBits);
        }

        return address.IsMulticast ? new MacAddress(0x0100_5E00_0000UL | (address.Ipv4Bits & 0x7F_FFFF)) : MacAddress.Broadcast;
    }
}
