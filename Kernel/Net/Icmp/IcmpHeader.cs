using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>The first eight bytes of an ICMP message (RFC 792).</summary>
/// <param name="Type">Which message.</param>
/// <param name="Code">Which kind of it.</param>
/// <param name="Rest">The second word: identifier and sequence number of an echo, the next-hop MTU of "fragmentation needed".</param>
public readonly record struct IcmpHeader(IcmpType Type, byte Code, uint Rest)
{
    /// <summary>8 bytes.</summary>
    public const int Size = 8;

    /// <summary>Writes the header in front of a body that is already in place, and the checksum over both.</summary>
    /// <param name="message">Header and body.</param>
    public void WriteTo(Span<byte> message)
    {
        message[0] = (byte)Type;
        message[1] = Code;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], Rest);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Compute(message));
    }
}
