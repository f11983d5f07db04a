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

        return packet.Protocol switch
        {
            IpProtocol.Icmp => IcmpMessage.TryParse(packet.Payload, out _) ? null : "a wrong ICMP checksum or length",
            IpProtocol.Udp => UdpDatagram.TryParse(packet.Payload, out UdpDatagram datagram) && datagram.VerifyChecksum(packet.Source, packet.Destination)
                ? null
                : "a wrong UDP checksum or length",
            IpProtocol.Tcp => IsTcpSound(packet) ? null : "a wrong TCP checksum or length",
            _ => null,
        };
    }

    private static bool IsTcpSound(in Ipv4Packet packet)
    {
        ReadOnlySpan<byte> segment = packet.Payload;
        if (segment.Length < TcpHeader || (segment[12] >> 4) * 4 is var header && (header < TcpHeader || header > segment.Length))
        {
            return false;
        }

        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(packet.Source, packet.Destination, IpProtocol.Tcp, segment.Length);
        checksum.Add(segment);
        return checksum.Value == 0;
    }
}
