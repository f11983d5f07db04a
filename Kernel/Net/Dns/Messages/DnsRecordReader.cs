using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>Walks over the records of a message, of all sections that follow the questions, in their order.</summary>
internal ref struct DnsRecordReader
{
    // More records than any answer to an address question has: a message of 64 KiB could bring six times as many.
    private const int MaxRecords = 1024;
    private const int FixedPart = 10;

    private readonly ReadOnlySpan<byte> _message;
    private int _left;
    private int _offset;

    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where the first record begins.</param>
    /// <param name="count">How many there are said to be.</param>
    public DnsRecordReader(ReadOnlySpan<byte> message, int offset, int count)
    {
        _message = message;
        _offset = offset;
        _left = Math.Min(count, MaxRecords);
    }

    /// <summary>Where the next record begins.</summary>
    public readonly int Offset => _offset;

    /// <summary>The message ended before its records did, or one of them is no record.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next record. False: there is none, or it is malformed.</summary>
    public bool TryRead(out DnsRecord record)
    {
        record = default;
        if (_left == 0 || IsMalformed)
        {
            return false;
        }

        IsMalformed = true;
        if (!DnsName.TryRead(_message, ref _offset, out string owner) || _offset + FixedPart > _message.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> header = _message[_offset..];
        uint timeToLive = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        record = new DnsRecord(
            owner,
            (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(header),
            BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            timeToLive > int.MaxValue ? 0 : timeToLive,
            _offset + FixedPart,
            BinaryPrimitives.ReadUInt16BigEndian(header[8..]));
        _offset = record.DataOffset + record.DataLength;
        _left--;
        IsMalformed = _offset > _message.Length;
        return !IsMalformed;
    }
}
