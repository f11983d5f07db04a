using System;

namespace Sabos.Net;

/// <summary>Sends ICMPv6 messages that stay on one Ethernet link: past the routes, and from no address where there is none yet.</summary>
internal sealed class LinkMessageOutput(NetworkInterface attached, Icmpv6Counters counters)
{
    /// <summary>Sends one message. False: the device has no room, or the neighbour is not known; each of these messages comes again, or is asked for again.</summary>
    /// <param name="source">An address of ours, or the unspecified one.</param>
    /// <param name="destination">A group, or a neighbour.</param>
    /// <param name="header">Of the message.</param>
    /// <param name="body">Of the message.</param>
    /// <param name="hardware">Where the frame goes; null: to the group, or to where the neighbour is known to be.</param>
    /// <param name="hopLimit">255 for neighbour discovery.</param>
    public bool TrySend(
        IpAddress source,
        IpAddress destination,
        in Icmpv6Header header,
        ReadOnlySpan<byte> body,
        MacAddress? hardware = null,
        byte hopLimit = NeighborDiscoveryProtocol.HopLimit)
    {
        int payloadLength = Icmpv6Header.Size + body.Length;
        int length = Ipv6Header.Size + payloadLength;
        var route = new IpRoute(attached, source, destination, attached.Capabilities.Mtu) { IsToGroup = destination.IsMulticast };
        if (!TryReserve(route, length, hardware, out OutgoingFrame frame, out int linkHeader))
        {
            return false;
        }

        Span<byte> packet = frame.Bytes[linkHeader..];
        Ipv6Header ip = new()
        {
            Source = source,
            Destination = destination,
            NextHeader = IpProtocol.Ipv6Icmp,
            HopLimit = hopLimit,
            PayloadLength = payloadLength,
        };
        ip.WriteTo(packet);
        Span<byte> message = packet[Ipv6Header.Size..];
        body.CopyTo(message[Icmpv6Header.Size..]);
        header.WriteTo(message, source, destination);
        frame.Dispose();
        counters.CountSent(header.Type);
        return true;
    }

    private bool TryReserve(scoped in IpRoute route, int length, MacAddress? hardware, out OutgoingFrame frame, out int linkHeader)
    {
        if (hardware is not { } known)
        {
            return attached.TryReservePacket(route, length, TransmitOffload.None, isToStranger: true, out frame, out linkHeader) == TransportError.None;
        }

        linkHeader = EthernetHeader.Size;
        if (!attached.TryReserveFrame(EthernetHeader.Size + length, TransmitOffload.None, out frame))
        {
            return false;
        }

        new EthernetHeader(known, attached.Capabilities.Address, EtherType.Ipv6).WriteTo(frame.Bytes);
        return true;
    }
}
