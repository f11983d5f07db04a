using System;

namespace Sabos.Net;

/// <summary>Sends ICMPv6 messages that stay on one Ethernet link: past the routes, and from no address where there is none yet.</summary>
internal sealed class LinkMessageOutput(NetworkInterface attached, Icmpv6Counters counters)
{
    // A hop-by-hop header with the option of RFC 2711 2.1, value 0: MLD, and padding; behind it ICMPv6.
    private static ReadOnlySpan<byte> RouterAlert => [(byte)IpProtocol.Ipv6Icmp, 0, Ipv6Options.RouterAlert, 2, 0, 0, Ipv6Options.PadN, 0];

    /// <summary>Sends one message. False: the device has no room, or the neighbour is not known; each of these messages comes again, or is asked for again.</summary>
    /// <param name="source">An address of ours, or the unspecified one.</param>
    /// <param name="destination">A group, or a neighbour.</param>
    /// <param name="header">Of the message.</param>
    /// <param name="body">Of the message.</param>
    /// <param name="hardware">Where the frame goes; null: to the group, or to where the neighbour is known to be.</param>
    /// <param name="hopLimit">255 for neighbour discovery.</param>
    /// <param name="hasRouterAlert">Routers look into it though it is not for them (RFC 2711), as MLD wants.</param>
    public bool TrySend(
        IpAddress source,
        IpAddress destination,
        in Icmpv6Header header,
        ReadOnlySpan<byte> body,
        MacAddress? hardware = null,
        byte hopLimit = NeighborDiscoveryProtocol.HopLimit,
        bool hasRouterAlert = false)
    {
        int optionsLength = hasRouterAlert ? RouterAlert.Length : 0;
        int payloadLength = optionsLength + Icmpv6Header.Size + body.Length;
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
            NextHeader = hasRouterAlert ? IpProtocol.HopByHopOptions : IpProtocol.Ipv6Icmp,
            HopLimit = hopLimit,
            PayloadLength = payloadLength,
        };
        ip.WriteTo(packet);
        RouterAlert[..optionsLength].CopyTo(packet[Ipv6Header.Size..]);
        Span<byte> message = packet[(Ipv6Header.Size + optionsLength)..];
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
