using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A name and the type of record that is asked for, and the message that asks (RFC 1035 4.1).</summary>
internal readonly record struct DnsQuestion(string Name, DnsRecordType Type)
{
    /// <summary>The longest query: header, name, type and class.</summary>
    public const int MaxQuery = DnsResponse.HeaderSize + DnsName.MaxLength + 2 + 4;

    private const ushort RecursionDesired = 0x0100;

    /// <summary>Writes the query. Returns its length.</summary>
    public int WriteQuery(ushort id, Span<byte> destination)
    {
        destination = destination[..MaxQuery];
        destination.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], 1);
        int offset = DnsResponse.HeaderSize + DnsName.Write(Name, destination[DnsResponse.HeaderSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[offset..], (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(offset + 2)..], DnsResponse.InternetClass);
        return offset + 4;
    }
}
