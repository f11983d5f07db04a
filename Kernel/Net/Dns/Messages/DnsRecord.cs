using System;

namespace Sabos.Net;

/// <summary>One resource record of a message (RFC 1035 4.1.3).</summary>
/// <param name="Owner">Whose record it is, normalized.</param>
/// <param name="Type">Of which type.</param>
/// <param name="Class">Of which class; multicast DNS has a bit of its own in it.</param>
/// <param name="TimeToLive">Seconds; a time over 2^31 counts as 0 (RFC 2181 8).</param>
/// <param name="DataOffset">Where its data stands in the message.</param>
/// <param name="DataLength">Bytes of data, all of them inside the message.</param>
internal readonly record struct DnsRecord(string Owner, DnsRecordType Type, ushort Class, uint TimeToLive, int DataOffset, int DataLength)
{
    public const ushort InternetClass = 1;

    public bool IsInternet => Class == InternetClass;

    /// <summary>An A or AAAA record's address. False: it is another record, or has the wrong length.</summary>
    public bool TryReadAddress(ReadOnlySpan<byte> message, out IpAddress address)
    {
        int length = Type switch
        {
            DnsRecordType.A => 4,
            DnsRecordType.Aaaa => 16,
            _ => -1,
        };
        bool isAddress = DataLength == length;
        address = isAddress ? IpAddress.Read(message.Slice(DataOffset, length)) : default;
        return isAddress;
    }

    /// <summary>The name that a CNAME or PTR record consists of. False: malformed, or no name of a host.</summary>
    public bool TryReadTarget(ReadOnlySpan<byte> message, out string target)
    {
        int offset = DataOffset;
        return DnsName.TryRead(message, ref offset, out target)
            && offset == DataOffset + DataLength
            && DnsName.TryNormalize(target, out target);
    }
}
