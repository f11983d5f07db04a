using System;

namespace Sabos.Net.Simulation;

/// <summary>The ICMP message of a router whose next link is too narrow for a packet that may not be fragmented (RFC 1191 4).</summary>
internal static class TooBigMessage
{
    private const byte FragmentationNeeded = 4;

    /// <summary>The frame that goes back to the sender.</summary>
    public static byte[] Compose(ReadOnlySpan<byte> frame, int mtu)
    {
        if (!EthernetFrame.TryParse(frame, out EthernetFrame ethernet) || !Ipv4Packet.TryParse(ethernet.Payload, out Ipv4Packet packet))
        {
            throw new ArgumentException("only IPv4 packets can be too large", nameof(frame));
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
}
