using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>Writes the body of an IGMPv3 or MLDv2 report: the number of its records, and the records (RFC 3376 4.2, RFC 3810 5.2), which differ in the length of addresses only.</summary>
internal sealed class MembershipReportWriter(int capacity)
{
    // The word in front of the records: 16 bits reserved, then their number.
    private const int HeaderSize = 4;
    private const int RecordHeaderSize = 4;

    private readonly byte[] _body = new byte[capacity];
    private int _length;
    private ushort _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    public void Clear()
    {
        _body.AsSpan(0, HeaderSize).Clear();
        _length = HeaderSize;
        _count = 0;
    }

    /// <summary>False: there is no room for it behind those that are there. Of a record that never has room the first sources are written (RFC 3376 4.2.16).</summary>
    public bool TryAdd(GroupRecord record)
    {
        int addressSize = record.Group.Length;
        int room = capacity - _length - RecordHeaderSize - addressSize;
        if (room < record.Sources.Count * addressSize && !IsEmpty)
        {
            return false;
        }

        int sources = Math.Min(room / addressSize, record.Sources.Count);
        Span<byte> rest = _body.AsSpan(_length);
        rest[0] = (byte)record.Type;
        rest[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)sources);
        record.Group.WriteTo(rest[RecordHeaderSize..]);
        rest = rest[(RecordHeaderSize + addressSize)..];
        for (int i = 0; i < sources; i++)
        {
            record.Sources[i].WriteTo(rest[(i * addressSize)..]);
        }

        _length += RecordHeaderSize + ((1 + sources) * addressSize);
        _count++;
        BinaryPrimitives.WriteUInt16BigEndian(_body.AsSpan(2), _count);
        return true;
    }
}
