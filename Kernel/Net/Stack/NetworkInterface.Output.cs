using System;

namespace Sabos.Net;

/// <summary>Sending: the link's header, and the neighbour it is addressed to.</summary>
public sealed partial class NetworkInterface
{
    /// <summary>Frames were queued since the device was flushed.</summary>
    internal bool NeedsFlush { get; private set; }

    internal void Flush()
    {
        NeedsFlush = false;
        Device.Flush();
    }

    internal bool TryReserveFrame(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        NeedsFlush = true;
        return Device.TryReserve(length, offload, out frame);
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
    internal TransportError TryReservePacket(
        scoped in IpRoute route, int packetLength, TransmitOffload offload, bool isToStranger, out OutgoingFrame frame, out int headerLength)
    {
        if (Arp is null)
        {
            headerLength = 0;
            return TryReserveFrame(packetLength, offload, out frame) ? TransportError.None : TransportError.WouldBlock;
        }

        headerLength = EthernetHeader.Size;
        if (!offload.IsNone)
        {
            offload = offload with { ChecksumStart = (ushort)(offload.ChecksumStart + EthernetHeader.Size) };
        }

        MacAddress destination;
        if (route.IsToGroup)
        {
            destination = GroupAddress(route.NextHop);
        }
        else
        {
            if (!Arp.Neighbors.TryUse(route.NextHop, isToStranger, out NeighborEntry? neighbor))
            {
                frame = default;
                return TransportError.HostUnreachable;
            }

            if (neighbor.State is NeighborState.Incomplete or NeighborState.Failed)
            {
                return TryReservePending(neighbor, headerLength + packetLength, offload, out frame);
            }

            if (!Arp.Neighbors.TrySendPending(neighbor))
            {
                frame = default;
                return TransportError.WouldBlock;
            }

            destination = neighbor.Hardware;
        }

        if (!TryReserveFrame(headerLength + packetLength, offload, out frame))
        {
            return TransportError.WouldBlock;
        }

        WriteHeader(frame.Bytes, destination);
        return TransportError.None;
    }

    private TransportError TryReservePending(NeighborEntry neighbor, int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        if (neighbor.State == NeighborState.Failed)
        {
            return TransportError.HostUnreachable;
        }

        if (!Arp!.Neighbors.TryReserve(neighbor, length, offload, out frame))
        {
            return TransportError.WouldBlock;
        }

        WriteHeader(frame.Bytes, default);
        return TransportError.None;
    }

    private void WriteHeader(Span<byte> frame, MacAddress destination) =>
        new EthernetHeader(destination, Capabilities.Address, EtherType.Ipv4).WriteTo(frame);

    /// <summary>A group has a group's hardware address (RFC 1112 6.4), a broadcast address the broadcast one, and nothing else has that.</summary>
    private static MacAddress GroupAddress(IpAddress address) =>
        address.IsMulticast ? new MacAddress(0x0100_5E00_0000UL | (address.Ipv4Bits & 0x7F_FFFF)) : MacAddress.Broadcast;
}
