using System;

namespace Sabos.Net;

/// <summary>Puts a DHCPv6 client's messages on its link: from the link-local address to all servers and relays (RFC 8415 7.1, 7.2), past the routes.</summary>
internal sealed class Dhcpv6Sender(NetworkInterface attached)
{
    public const ushort ClientPort = 546;
    public const ushort ServerPort = 547;

    // The group is the link's: a router has no business with it.
    private const byte HopLimit = 1;

    private static readonly IpAddress s_allServers = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 0x1_0002);

    /// <summary>Sends a message; what cannot be sent now comes again with the next retransmission.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        if (attached.LinkLocalAddress is not { } source)
        {
            return;
        }

        IpAddress destination = s_allServers.InZone(attached.Index);
        int length = UdpHeader.Size + message.Length;
        var route = new IpRoute(attached, source, destination, attached.Capabilities.Mtu) { IsToGroup = true };
        if (attached.TryReservePacket(route, Ipv6Header.Size + length, TransmitOffload.None, isToStranger: false, out OutgoingFrame frame, out int linkHeader)
            != TransportError.None)
        {
            return;
        }

        Span<byte> packet = frame.Bytes[linkHeader..];
        new Ipv6Header
        {
            Source = source,
            Destination = destination,
            NextHeader = IpProtocol.Udp,
            HopLimit = HopLimit,
            PayloadLength = length,
        }.WriteTo(packet);
        Span<byte> datagram = packet.Slice(Ipv6Header.Size, length);
        new UdpHeader(ClientPort, ServerPort, (ushort)length).WriteTo(datagram);
        message.CopyTo(datagram[UdpHeader.Size..]);
        UdpHeader.WriteChecksum(datagram, source, destination);
        frame.Dispose();
    }
}
