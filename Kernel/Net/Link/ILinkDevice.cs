using System;

namespace Sabos.Net;

/// <summary>
/// A network device as the stack sees it. Frames are lent, never copied: a received frame is a view of the device's buffer until it is
/// disposed, an outgoing frame is written in place and sent by its disposal. Only the stack's owner calls a device, and never reentrantly.
/// </summary>
public interface ILinkDevice
{
    /// <summary>Fixed once the device is attached to a stack.</summary>
    LinkCapabilities Capabilities { get; }

    /// <summary>Whether the carrier is present now.</summary>
    bool IsLinkUp { get; }

    LinkStatistics Statistics { get; }

    /// <summary>
    /// How often the device has asked, modulo 2^32, that the neighbours be told where this station is: it was moved, and switches send its frames to where it
    /// was (virtio 1.2, 5.1.6.5.4). They are told in the poll that sees the change, before its <see cref="Flush"/>.
    /// </summary>
    uint AnnouncementRequests => 0;

    /// <summary>
    /// Chooses the frames that the device is to bring beside those to its own address and to all; it may bring others. Until it is told, it brings all.
    /// </summary>
    /// <param name="groups">The groups' addresses, each once.</param>
    /// <param name="isPromiscuous">It is to bring all there are.</param>
    void SetReceiveFilter(ReadOnlySpan<MacAddress> groups, bool isPromiscuous)
    {
    }

    /// <summary>Takes the next received frame, if there is one. Several frames may be out at a time; each is disposed exactly once.</summary>
    bool TryReceive(out ReceivedFrame frame);

    /// <summary>
    /// Lends room for one outgoing frame of exactly <paramref name="length"/> bytes, whose content is undefined. Disposing the frame queues it.
    /// False: no room now; the device wakes the owner when there is. Disposal happens before the next call to the device.
    /// </summary>
    bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame);

    /// <summary>Tells the device of every frame queued since the last call; the stack calls it once at the end of a poll.</summary>
    void Flush();

    /// <summary>
    /// Whether the device has still to send frames that were queued, for who is about to end the machine with it. If so, the device wakes the owner when
    /// it has sent them.
    /// </summary>
    bool HasUnsent() => false;
}
