using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>What an ICMP error quotes of a segment of ours: at least the first 8 bytes (RFC 792).</summary>
internal readonly record struct TcpQuotation(ushort SourcePort, ushort DestinationPort, SequenceNumber Sequence)
{
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TcpQuotation quotation)
    {
        quotation = default;
        if (bytes.Length < 8)
        {
            return false;
        }

        quotation = new TcpQuotation(
            BinaryPrimitives.ReadUInt16BigEndian(bytes),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])));
        return true;
    }
}
