using System;

namespace Sabos.Net.Simulation;

/// <summary>What must be true of every frame that a stack sends: it parses, and its lengths and checksums are right.</summary>
public static class FrameAudit
{
    private const int TcpHeader = 20;

    /// <summary>What is wrong with an Ethernet frame, or null.</summary>
    public static string? FindFault(ReadOnlySpan<byte> bytes)
    {
        if (!EthernetFrame.TryParse(bytes, out EthernetFrame frame))
        {
            return "shorter than an Ethernet header";
        }

        return frame.Type switch
        {
            EtherType.Arp => ArpPacket.TryParse(frame.Payload, out _) ? null : "a malformed ARP packet",
            EtherType.Ipv4 => FindFault(frame),
            EtherType.Ipv6 => FindIpv6Fault(frame),
            _ => $"unknown type {frame.Type}",
        };
    }

    private static string? FindFault(in EthernetFrame frame)
    {
        if (!Ipv4Packet.TryParse(frame.Payload, out Ipv4Packet packet))
        {
            return "a malformed IPv4 packet";
        }

        // Only what goes to everybody is addressed to everybody; which subnet broadcasts there are is not known here.
        if (frame.Destination.IsMulticast != (packet.Destination.IsMulticast || (packet.Destination.Ipv4Bits & 0xFF) == 0xFF))
        {
            return $"{packet.Destination} is sent to {frame.Destination}";
        }

        if (packet.IsFragment)
        {
            return null;
        }

        return packet.Protocol == IpProtocol.Icmp
            ? IcmpMessage.TryParse(packet.Payload, out _) ? null : "a wrong ICMP checksum or length"
            : FindTransportFault(packet.Protocol, packet.Source, packet.Destination, packet.Payload);
    }

    /// <summary>What the stack sends has no extension headers but that of a fragment.</summary>
    private static string? FindIpv6Fault(in EthernetFrame frame)
    {
        if (!Ipv6Packet.TryParse(frame.Payload, out Ipv6Packet packet))
        {
            return "a malformed IPv6 packet, or an address that is not to be on a wire";
        }

        if (packet.Source.IsMulticast || packet.Source.IsLoopback || packet.Destination.IsLoopback || packet.Destination.IsUnspecified)
        {
            return $"from {packet.Source} to {packet.Destination}";
        }

        // RFC 2464 7.
        ulong group = 0x3333_0000_0000 | (packet.Destination.LowBits & 0xFFFF_FFFF);
        if (frame.Destination.IsMulticast != packet.Destination.IsMulticast || (packet.Destination.IsMulticast && frame.Destination.Bits != group))
        {
            return $"{packet.Destination} is sent to {frame.Destination}";
        }

        return packet.NextHeader == IpProtocol.Ipv6Icmp
            ? FindIcmpv6Fault(packet)
            : FindTransportFault(packet.NextHeader, packet.Source, packet.Destination, packet.Payload);
    }

    private static string? FindIcmpv6Fault(in Ipv6Packet packet)
    {
        if (!Icmpv6Message.TryParse(packet.Payload, packet.Source, packet.Destination, out Icmpv6Message message))
        {
            return "a wrong ICMPv6 checksum or length";
        }

        bool isNeighborDiscovery = message.Type is >= Icmpv6Type.RouterSolicitation and <= Icmpv6Type.Redirect;
        return isNeighborDiscovery && packet.HopLimit != 255 ? "neighbour discovery with a hop limit under 255" : null;
    }

    private static string? FindTransportFault(IpProtocol protocol, IpAddress source, IpAddress destination, ReadOnlySpan<byte> payload) => protocol switch
    {
        IpProtocol.Udp => UdpDatagram.TryParse(payload, out UdpDatagram datagram) && datagram.VerifyChecksum(source, destination)
            ? null
            : "a wrong UDP checksum or length",
        IpProtocol.Tcp => IsTcpSound(source, destination, payload) ? null : "a wrong TCP checksum or length",
        _ => null,
    };

    private static bool IsTcpSound(IpAddress source, IpAddress destination, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < TcpHeader || (segment[12] >> 4) * 4 is var header && (header < TcpHeader || header > segment.Length))
        {
            return false;
        }

        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Tcp, segment.Length);
        checksum.Add(segment);
        return checksum.Value == 0;
    }
}
