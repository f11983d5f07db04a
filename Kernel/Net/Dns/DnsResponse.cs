using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A view of an answer (RFC 1035 4.1) to a question that we asked.</summary>
internal readonly ref struct DnsResponse
{
    public const int HeaderSize = 12;
    public const ushort InternetClass = 1;

    // The most addresses that are kept of one answer.
    private const int MaxAddresses = 32;
    private const int RecordHeader = 10;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _answers;

    private DnsResponse(ReadOnlySpan<byte> bytes, int answers)
    {
        _bytes = bytes;
        _answers = answers;
    }

    public DnsResponseCode Code => (DnsResponseCode)(_bytes[3] & 0xF);

    /// <summary>TC: there was more than fitted.</summary>
    public bool IsTruncated => (_bytes[2] & 2) != 0;

    private int AnswerCount => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>False: not an answer to this question under this id (RFC 5452 9.1).</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, ushort id, in DnsQuestion question, out DnsResponse response)
    {
        response = default;
        const int ResponseAndOpcode = 0xF8;
        if (bytes.Length < HeaderSize
            || BinaryPrimitives.ReadUInt16BigEndian(bytes) != id
            || (bytes[2] & ResponseAndOpcode) != 0x80
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) != 1)
        {
            return false;
        }

        int offset = HeaderSize;
        if (!DnsName.TryRead(bytes, ref offset, out string name)
            || name != question.Name
            || offset + 4 > bytes.Length
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]) != (ushort)question.Type
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[(offset + 2)..]) != InternetClass)
        {
            return false;
        }

        response = new DnsResponse(bytes, offset + 4);
        return true;
    }

    /// <summary>
    /// Follows the chain of aliases from a name to its addresses. False: a malformed record, or a chain that is too long or a circle.
    /// </summary>
    /// <param name="name">Where to begin; afterwards the end of the chain.</param>
    /// <param name="type">A or AAAA.</param>
    /// <param name="aliasesLeft">How many aliases may still be followed; counted down.</param>
    /// <param name="addresses">Those of the end of the chain; none: the answer stops at an alias, or there are none.</param>
    /// <param name="timeToLive">The shortest of the records used.</param>
    public bool TryFollow(ref string name, DnsRecordType type, ref int aliasesLeft, List<IpAddress> addresses, ref uint timeToLive)
    {
        while (true)
        {
            string? alias = null;
            int offset = _answers;
            for (int i = 0; i < AnswerCount; i++)
            {
                if (!TryReadRecord(ref offset, out Record record))
                {
                    return false;
                }

                if (record.Owner != name)
                {
                    continue;
                }

                if (record.Type == DnsRecordType.Cname && alias is null)
                {
                    int target = record.DataOffset;
                    if (!DnsName.TryRead(_bytes, ref target, out alias))
                    {
                        return false;
                    }

                    timeToLive = Math.Min(timeToLive, record.TimeToLive);
                }
                else if (record.Type == type && record.DataLength == (type == DnsRecordType.A ? 4 : 16) && addresses.Count < MaxAddresses)
                {
                    addresses.Add(IpAddress.Read(_bytes.Slice(record.DataOffset, record.DataLength)));
                    timeToLive = Math.Min(timeToLive, record.TimeToLive);
                }
            }

            if (alias is null || addresses.Count > 0)
            {
                return true;
            }

            if (--aliasesLeft < 0 || !DnsName.TryNormalize(alias, out name))
            {
                return false;
            }
        }
    }

    private bool TryReadRecord(ref int offset, out Record record)
    {
        record = default;
        if (!DnsName.TryRead(_bytes, ref offset, out string owner) || offset + RecordHeader > _bytes.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> header = _bytes[offset..];
        DnsRecordType type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(header);
        bool isInternet = BinaryPrimitives.ReadUInt16BigEndian(header[2..]) == InternetClass;
        uint timeToLive = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(header[8..]);
        int data = offset + RecordHeader;
        offset = data + length;

        // A time over 2^31 counts as 0 (RFC 2181 8).
        record = new Record(owner, isInternet ? type : default, timeToLive > int.MaxValue ? 0 : timeToLive, data, length);
        return offset <= _bytes.Length;
    }

    private readonly record struct Record(string Owner, DnsRecordType Type, uint TimeToLive, int DataOffset, int DataLength);
}
