using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Where received frames go, by the link's own header.</summary>
internal sealed class LinkInput(Ipv4Input ipv4, Ipv6Input ipv6)
{
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
                ipv6.Receive(receivedOn, frame.Bytes, isLinkGroup: false, frame.ChecksumVerified, frame.SegmentSize);
            }
            else
            {
                ipv4.Receive(receivedOn, frame.Bytes, isLinkBroadcast: false, frame.ChecksumVerified, frame.SegmentSize);
            }
        }

        return true;
    }

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
                ipv4.Receive(receivedOn, frame.Payload, destination.IsMulticast, received.ChecksumVerified, received.SegmentSize);
                break;
            case EtherType.Ipv6 when receivedOn.Discovery is not null:
                ipv6.Receive(receivedOn, frame.Payload, destination.IsMulticast, received.ChecksumVerified, received.SegmentSize);
                break;
            case EtherType.Arp:
                arp.Receive(frame);
                break;
        }
    }
}
