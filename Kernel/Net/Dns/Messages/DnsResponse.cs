using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of an answer (RFC 1035 4.1) that matches our query.</summary>
internal readonly ref struct DnsResponse
{
    private readonly int _records;
    private readonly DnsHeader _header;

    /// <param name="bytes">The whole message.</param>
    /// <param name="query">What it is the answer to.</param>
    public DnsResponse(ReadOnlySpan<byte> bytes, DnsQueryMessage query)
    {
        Bytes = bytes;
        _records = query.QuestionEnd;
        DnsHeader.TryRead(bytes, out _header);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>TC: there was more than fitted.</summary>
    public bool IsTruncated => (_header.Flags & DnsFlags.Truncated) != 0;

    /// <summary>From a server that neither resolves for us nor knows: nothing in it, and another to ask instead of an answer.</summary>
    public bool IsLame => _header.Code == DnsResponseCode.NoError && _header.Answers == 0
        && (_header.Flags & (DnsFlags.Authoritative | DnsFlags.RecursionAvailable)) == 0;

    /// <summary>The code, with its upper bits from an OPT record if there is one (RFC 6891 6.1.3).</summary>
    public DnsResponseCode Code
    {
        get
        {
            DnsRecordReader records = new(Bytes, _records, _header.Answers + _header.Authorities + _header.Additionals);
            while (records.TryRead(out DnsRecord record))
            {
                if (record.Type == DnsRecordType.Opt)
                {
                    // The upper bits stand where other records have the first byte of their time to live.
                    const int TimeToLiveToData = 6;
                    return (DnsResponseCode)((Bytes[record.DataOffset - TimeToLiveToData] << 4) | (int)_header.Code);
                }
            }

            return _header.Code;
        }
    }

    /// <summary>The answer section's records.</summary>
    public DnsRecordReader Answers => new(Bytes, _records, _header.Answers);

    /// <summary>
    /// How long it holds that a name, or its records of one type, do not exist, in seconds: the less of the time to live and the MINIMUM of the
    /// SOA record in the authority section (RFC 2308 5). 0: nothing says so, and it is not to be remembered.
    /// </summary>
    /// <param name="name">What does not exist; the record must be of its own zone.</param>
    public uint NegativeTimeToLive(string name)
    {
        const int Numbers = 20;
        DnsRecordReader records = Answers;
        while (records.TryRead(out _))
        {
        }

        records = new DnsRecordReader(Bytes, records.Offset, records.IsMalformed ? 0 : _header.Authorities);
        while (records.TryRead(out DnsRecord record))
        {
            if (record.Type == DnsRecordType.Soa && record.IsInternet && record.DataLength >= Numbers && DnsName.IsWithin(name, record.Owner))
            {
                int minimum = record.DataOffset + record.DataLength - sizeof(uint);
                return Math.Min(record.TimeToLive, BinaryPrimitives.ReadUInt32BigEndian(Bytes[minimum..]));
            }
        }

        return 0;
    }
}
