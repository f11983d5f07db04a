using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Where received frames go, by the link's own header.</summary>
internal sealed class LinkInput(Ipv4Input ipv4, Ipv6Input ipv6)
{
    // Of IPv4's header (RFC 791 3.1): fragment offset and "more fragments", and the protocol; of IPv6's (RFC 8200 3), the next header.
    private const int Ipv4FragmentOffset = 6;
    private const int Ipv4ProtocolOffset = 9;
    private const int Ipv6NextHeaderOffset = 6;
    private const int FragmentBits = 0x3FFF;

    private bool _hadOthers;

    /// <summary>Whether something else was received since the last call than what only TCP can be concerned by.</summary>
    public bool TakeOthers()
    {
        bool had = _hadOthers;
        _hadOthers = false;
        return had;
    }

    /// <summary>Takes one frame from a device. False: there was none.</summary>
    public bool TryReceive(NetworkInterface receivedOn)
    {
        if (!receivedOn.TryReceiveFrame(out ReceivedFrame frame))
        {
            return false;
        }

        using (frame)
        {
            if (receivedOn.Arp is { } arp)
            {
                ReceiveEthernet(receivedOn, arp, frame);
            }
            else if (!frame.Bytes.IsEmpty && frame.Bytes[0] >> 4 == 6)
            {
                _hadOthers |= !IsIpv6Segment(frame.Bytes);
                ipv6.Receive(receivedOn, frame.Bytes, isLinkGroup: false, frame.ChecksumVerified, frame.SegmentSize);
            }
            else
            {
                _hadOthers |= !IsIpv4Segment(frame.Bytes);
                ipv4.Receive(receivedOn, frame.Bytes, isLinkBroadcast: false, frame.ChecksumVerified, frame.SegmentSize);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsIpv4Segment(ReadOnlySpan<byte> packet) => packet.Length > Ipv4ProtocolOffset
        && packet[Ipv4ProtocolOffset] == (byte)IpProtocol.Tcp
        && (BinaryPrimitives.ReadUInt16BigEndian(packet[Ipv4FragmentOffset..]) & FragmentBits) == 0;

    private static bool IsIpv6Segment(ReadOnlySpan<byte> packet) =>
        packet.Length > Ipv6NextHeaderOffset && packet[Ipv6NextHeaderOffset] == (byte)IpProtocol.Tcp;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReceiveEthernet(NetworkInterface receivedOn, ArpProtocol arp, in ReceivedFrame received)
    {
        if (!EthernetFrame.TryParse(received.Bytes, out EthernetFrame frame))
        {
            return;
        }

        // A device in promiscuous mode brings what is for others.
        MacAddress destination = frame.Destination;
        if (!destination.IsMulticast && destination.Bits != receivedOn.Capabilities.Address.Bits)
        {
            return;
        }

        switch (frame.Type)
        {
            case EtherType.Ipv4:
                _hadOthers |= !IsIpv4Segment(frame.Payload);
                ipv4.Receive(receivedOn, frame.Payload, destination.IsMulticast, received.ChecksumVerified, received.SegmentSize);
                break;
            case EtherType.Ipv6 when receivedOn.Discovery is not null:
                _hadOthers |= !IsIpv6Segment(frame.Payload);
                ipv6.Receive(receivedOn, frame.Payload, destination.IsMulticast, received.ChecksumVerified, received.SegmentSize);
                break;
            case EtherType.Arp:
                _hadOthers = true;
                arp.Receive(frame);
                break;
        }
    }
}
