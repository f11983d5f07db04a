using System;

namespace Sabos.Net.Tests;

/// <summary>Builds and takes apart the frames of a dialogue.</summary>
internal static partial class Frame
{
    public static byte[] Udp(IpEndpoint from, IpEndpoint to, ReadOnlySpan<byte> data)
    {
        byte[] datagram = new byte[UdpHeader.Size + data.Length];
        new UdpHeader(from.Port, to.Port, (ushort)datagram.Length).WriteTo(datagram);
        data.CopyTo(datagram.AsSpan(UdpHeader.Size));
        UdpHeader.WriteChecksum(datagram, from.Address, to.Address);
        return datagram;
    }

    public static byte[] Icmp(IcmpHeader header, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[IcmpHeader.Size + body.Length];
        body.CopyTo(message.AsSpan(IcmpHeader.Size));
        header.WriteTo(message);
        return message;
    }

    public static ArpPacket? Arp(byte[] frame) =>
        EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Arp && ArpPacket.TryParse(ethernet.Payload, out ArpPacket packet)
            ? packet
            : null;

    /// <summary>The IPv4 packet in a frame, header and payload, or null.</summary>
    public static byte[]? Ipv4(byte[] frame) =>
        EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Ipv4 && Ipv4Packet.TryParse(ethernet.Payload, out Ipv4Packet packet)
            ? packet.Bytes.ToArray()
            : null;

    /// <summary>The payload of an IPv4 packet of this protocol in a frame, with its header, or null.</summary>
    public static (Ipv4Header Header, byte[] Payload)? Ipv4(byte[] frame, IpProtocol protocol) =>
        Ipv4(frame) is { } bytes && Ipv4Packet.TryParse(bytes, out Ipv4Packet packet) && packet.Protocol == protocol
            ? (packet.Header, packet.Payload.ToArray())
            : null;

    public static (IpEndpoint From, IpEndpoint To, byte[] Data)? Udp(byte[] frame)
    {
        if (Ipv4(frame, IpProtocol.Udp) is not { } packet || !UdpDatagram.TryParse(packet.Payload, out UdpDatagram datagram))
        {
            return null;
        }

        return (new IpEndpoint(packet.Header.Source, datagram.SourcePort), new IpEndpoint(packet.Header.Destination, datagram.DestinationPort), datagram.Payload.ToArray());
    }

    public static (Ipv4Header Ip, IcmpHeader Icmp, byte[] Body)? Icmp(byte[] frame)
    {
        if (Ipv4(frame, IpProtocol.Icmp) is not { } packet || !IcmpMessage.TryParse(packet.Payload, out IcmpMessage message))
        {
            return null;
        }

        return (packet.Header, message.Header, message.Body.ToArray());
    }
}
