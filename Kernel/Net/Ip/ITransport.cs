using System;

namespace Sabos.Net;

/// <summary>A transport protocol as the IP layer sees it.</summary>
public interface ITransport
{
    IpProtocol Protocol { get; }

    /// <summary>
    /// When <see cref="Poll"/> is wanted next; <see cref="Instant.Never"/> when nothing is due; anything not after now: at once. What waits for
    /// room in a device is not due: the device wakes the stack's owner, and every poll of the stack polls every transport.
    /// </summary>
    Instant NextPoll { get; }

    /// <summary>
    /// A packet for us. The payload is valid only during the call; its checksum is not yet checked. False: it has no receiver here, and the
    /// sender is to be told so by ICMP (port unreachable, RFC 1122 3.2.2.1); TCP answers such packets itself and returns true.
    /// </summary>
    bool Receive(Instant now, in IpReceived packet, ReadOnlySpan<byte> payload);

    /// <summary>An ICMP error about a packet of ours. The quotation holds at least the first 8 bytes of its payload (RFC 792).</summary>
    void ReceiveError(Instant now, PathError error, IpAddress source, IpAddress destination, ReadOnlySpan<byte> quotation, int pathMtu);

    /// <summary>Runs timers that are due and sends what is to be sent, within the budget of packets. True: the budget ran out, there is more to do now.</summary>
    bool Poll(Instant now, int budget);

    /// <summary>An address of ours is gone: sockets bound to it are told.</summary>
    void AddressRemoved(IpAddress address);
}
