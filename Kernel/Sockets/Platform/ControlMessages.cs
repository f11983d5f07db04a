using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sabos.Sockets;

/// <summary>
/// Control data of a received message as Linux lays it out (struct cmsghdr, then in_pktinfo or in6_pktinfo), which the platform layer's
/// TryGetIPPacketInformation reads.
/// </summary>
internal static class ControlMessages
{
    private const int HeaderSize = 16; // cmsg_len, cmsg_level, cmsg_type
    private const int Ipv4Level = 0; // IPPROTO_IP
    private const int Ipv4PacketInformation = 8; // IP_PKTINFO
    private const int Ipv4PacketInformationSize = 12;
    private const int Ipv6Level = 41; // IPPROTO_IPV6
    private const int Ipv6PacketInformation = 50; // IPV6_PKTINFO
    private const int Ipv6PacketInformationSize = 20;

    /// <summary>Writes what the program asked to know of a message. False: there was something to say, and no room for it.</summary>
    public static bool TryWrite(Span<byte> destination, SocketFamily family, in ReceivedMessage message, out int written)
    {
        written = 0;
        if (message.Destination is not { } address)
            return true;

        bool ipv6 = family == SocketFamily.Ipv6;
        int length = HeaderSize + (ipv6 ? Ipv6PacketInformationSize : Ipv4PacketInformationSize);
        if (destination.Length < length)
            return false;

        Span<byte> data = destination[HeaderSize..length];
        data.Clear();
        MemoryMarshal.Write(destination, (ulong)length);
        MemoryMarshal.Write(destination[8..], ipv6 ? Ipv6Level : Ipv4Level);
        MemoryMarshal.Write(destination[12..], ipv6 ? Ipv6PacketInformation : Ipv4PacketInformation);
        if (ipv6)
        {
            address.WriteMappedTo(data);
            MemoryMarshal.Write(data[16..], message.InterfaceIndex);
        }
        else
        {
            MemoryMarshal.Write(data, message.InterfaceIndex);
            BinaryPrimitives.WriteUInt32BigEndian(data[8..], address.Ipv4Bits);
        }

        written = length;
        return true;
    }
}
