using System;

namespace Sabos.Net.Simulation;

/// <summary>The ICMP message of a router whose next link is too narrow for a packet that may not be fragmented (RFC 1191 4, RFC 8201).</summary>
internal static class TooBigMessage
{
    private const byte FragmentationNeeded = 4;

    /// <summary>The frame that goes back to the sender.</summary>
    public static byte[] Compose(ReadOnlySpan<byte> frame, int mtu)
    {
        if (!EthernetFrame.TryParse(frame, out EthernetFrame ethernet))
        {
            throw new ArgumentException("no frame", nameof(frame));
        }

        if (ethernet.Type == EtherType.Ipv6 && Ipv6Packet.TryParse(ethernet.Payload, out Ipv6Packet ipv6))
        {
            return Compose(ethernet, ipv6, mtu);
        }

        if (!Ipv4Packet.TryParse(ethernet.Payload, out Ipv4Packet packet))
        {
            throw new ArgumentException("only IP packets can be too large", nameof(frame));
        }

        int quoted = Math.Min(packet.Bytes.Length, Ipv4Header.Size + 8);
        byte[] answer = new byte[EthernetHeader.Size + Ipv4Header.Size + IcmpHeader.Size + quoted];
        new EthernetHeader(ethernet.Source, ethernet.Destination, EtherType.Ipv4).WriteTo(answer);
        new Ipv4Header
        {
            Source = packet.Destination,
            Destination = packet.Source,
            Protocol = IpProtocol.Icmp,
            TimeToLive = 64,
            PayloadLength = IcmpHeader.Size + quoted,
        }.WriteTo(answer.AsSpan(EthernetHeader.Size));
        Span<byte> message = answer.AsSpan(EthernetHeader.Size + Ipv4Header.Size);
        packet.Bytes[..quoted].CopyTo(message[IcmpHeader.Size..]);
        new IcmpHeader(IcmpType.DestinationUnreachable, FragmentationNeeded, (uint)mtu).WriteTo(message);
        return answer;
    }

    private static byte[] Compose(in EthernetFrame ethernet, in Ipv6Packet packet, int mtu)
    {
        // RFC 4443 3.2: as much of the packet as fits into what every link carries.
        int quoted = Math.Min(packet.Bytes.Length, 1280 - Ipv6Header.Size - Icmpv6Header.Size);
        byte[] answer = new byte[EthernetHeader.Size + Ipv6Header.Size + Icmpv6Header.Size + quoted];
        new EthernetHeader(ethernet.Source, ethernet.Destination, EtherType.Ipv6).WriteTo(answer);
        new Ipv6Header
        {
            Source = packet.Destination,
            Destination = packet.Source,
            NextHeader = IpProtocol.Ipv6Icmp,
            HopLimit = 64,
            PayloadLength = Icmpv6Header.Size + quoted,
        }.WriteTo(answer.AsSpan(EthernetHeader.Size));
        Span<byte> message = answer.AsSpan(EthernetHeader.Size + Ipv6Header.Size);
        packet.Bytes[..quoted].CopyTo(message[Icmpv6Header.Size..]);
        new Icmpv6Header(Icmpv6Type.PacketTooBig, 0, (uint)mtu).WriteTo(message, packet.Destination, packet.Source);
        return answer;
    }
}
