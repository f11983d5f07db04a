namespace Sabos.Net;

/// <summary>The IP layer as transports see it when they send; both versions alike.</summary>
public interface IIpOutput
{
    /// <summary>
    /// Chooses interface, source address and next hop for a destination. None, or NetworkUnreachable, HostUnreachable,
    /// AddressFamilyNotSupported.
    /// </summary>
    /// <param name="destination">Where to.</param>
    /// <param name="source">Our address to use; unspecified: chosen here. One that is not ours gives AddressNotAvailable.</param>
    /// <param name="route">The choice, with the path MTU known now.</param>
    TransportError TryRoute(IpAddress destination, IpAddress source, out IpRoute route);

    /// <summary>
    /// Reserves room for one packet. None; WouldBlock: no room, try again at the next poll, which is not to be asked for: the device wakes the owner; MessageTooLong; or no route.
    /// Payloads over the MTU are fragmented on disposal where that is allowed.
    /// </summary>
    /// <param name="send">Addresses and fields of the header.</param>
    /// <param name="payloadLength">Bytes of the transport header and its data.</param>
    /// <param name="offload">Checksum work that a device may take, offsets counted from the payload's start; ignored (and
    /// <see cref="OutgoingPacket.CompletesChecksum"/> false) where the device or the path cannot.</param>
    /// <param name="packet">The room.</param>
    TransportError TryReserve(in IpSend send, int payloadLength, TransmitOffload offload, out OutgoingPacket packet);

    /// <summary>
    /// Tells the neighbour cache that this destination's next hop answered (RFC 4861 7.3.1: forward progress), so that it need not ask.
    /// </summary>
    void ConfirmReachable(IpAddress destination);

    /// <summary>
    /// Lowers the path MTU of a destination. For a transport that has been told PacketTooBig and has checked that the message answers a packet it
    /// really sent (RFC 5927 7.2).
    /// </summary>
    void ReducePathMtu(IpAddress destination, int mtu);
}
