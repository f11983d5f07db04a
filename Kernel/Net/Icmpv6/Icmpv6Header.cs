using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>The first eight bytes of an ICMPv6 message (RFC 4443 2.1).</summary>
/// <param name="Type">Which message.</param>
/// <param name="Code">Which kind of it.</param>
/// <param name="Rest">The second word: identifier and sequence number of an echo, an MTU, a pointer, the flags of an advertisement.</param>
public readonly record struct Icmpv6Header(Icmpv6Type Type, byte Code, uint Rest)
{
    /// <summary>8 bytes.</summary>
    public const int Size = 8;

    /// <summary>Writes the header in front of a body that is already in place, and the checksum over both and the pseudo header.</summary>
    /// <param name="message">Header and body.</param>
    /// <param name="source">The packet's.</param>
    /// <param name="destination">The packet's.</param>
    public void WriteTo(Span<byte> message, IpAddress source, IpAddress destination)
    {
        message[0] = (byte)Type;
        message[1] = Code;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], Rest);
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Ipv6Icmp, message.Length);
        checksum.Add(message);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], checksum.Value);
    }
}
