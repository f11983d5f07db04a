using System;

namespace Sabos.Net.Tests;

/// <summary>The frames of IPv6.</summary>
internal static partial class Frame
{
    /// <summary>An ICMPv6 message with its checksum.</summary>
    public static byte[] Icmpv6(IpAddress source, IpAddress destination, Icmpv6Header header, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[Icmpv6Header.Size + body.Length];
        body.CopyTo(message.AsSpan(Icmpv6Header.Size));
        header.WriteTo(message, source, destination);
        return message;
    }

    /// <summary>The body of a solicitation or an advertisement: the target, and an option with a link-layer address where one is told.</summary>
    public static byte[] NeighborBody(IpAddress target, NeighborOptionType option = default, MacAddress? hardware = null)
    {
        byte[] body = new byte[hardware is null ? 16 : 24];
        target.WriteTo(body);
        if (hardware is { } told)
        {
            body[16] = (byte)option;
            body[17] = 1;
            told.WriteTo(body.AsSpan(18));
        }

        return body;
    }

    /// <summary>The IPv6 packet in a frame, header and payload, or null.</summary>
    public static byte[]? Ipv6(byte[] frame) =>
        EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Ipv6 && Ipv6Packet.TryParse(ethernet.Payload, out Ipv6Packet packet)
            ? packet.Bytes.ToArray()
            : null;

    /// <summary>The payload of an IPv6 packet with this next header in a frame, with its header, or null.</summary>
    public static (Ipv6Header Header, byte[] Payload)? Ipv6(byte[] frame, IpProtocol protocol) =>
        Ipv6(frame) is { } bytes && Ipv6Packet.TryParse(bytes, out Ipv6Packet packet) && packet.NextHeader == protocol
            ? (packet.Header, packet.Payload.ToArray())
            : null;

    public static (Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)? Icmpv6(byte[] frame) =>
        Ipv6(frame, IpProtocol.Ipv6Icmp) is { } packet
        && Icmpv6Message.TryParse(packet.Payload, packet.Header.Source, packet.Header.Destination, out Icmpv6Message message)
            ? (packet.Header, message.Header, message.Body.ToArray())
            : null;

    /// <summary>The target and the link-layer address that a solicitation or an advertisement tells.</summary>
    public static (IpAddress Target, MacAddress? Hardware) Neighbor(byte[] body) =>
        (IpAddress.Read(body.AsSpan(0, 16)), body.Length >= 24 ? MacAddress.Read(body.AsSpan(18)) : null);
}
