using System;
using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>A message heard on port 5353, taken apart.</summary>
internal sealed class MulticastMessage
{
    public MulticastMessage(Instant time, IpEndpoint from, IpEndpoint to, byte hops, byte[] bytes)
    {
        (Time, From, To, Hops, Bytes) = (time, from, to, hops, bytes);
        DnsHeader.TryRead(bytes, out DnsHeader header);
        Header = header;
        int offset = DnsHeader.Size;
        for (int i = 0; i < header.Questions; i++)
        {
            DnsName.TryRead(bytes, ref offset, out string name);
            Questions.Add($"{name} {(bytes[offset] << 8) | bytes[offset + 1]} {(bytes[offset + 2] << 8) | bytes[offset + 3]:x}");
            offset += 4;
        }

        DnsRecordReader records = new(bytes, offset, header.Answers + header.Authorities + header.Additionals);
        for (int i = 0; records.TryRead(out DnsRecord record); i++)
        {
            List<string> section = i < header.Answers ? Answers : i < header.Answers + header.Authorities ? Authorities : Additionals;
            section.Add($"{record.Owner} {record.Type} {record.Class:x} {record.TimeToLive} {Data(record)}");
        }
    }

    public Instant Time { get; }

    public IpEndpoint From { get; }

    public IpEndpoint To { get; }

    public byte Hops { get; }

    public byte[] Bytes { get; }

    public DnsHeader Header { get; }

    /// <summary>Each as "name type class", the class in hexadecimal.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>Each as "owner type class seconds data".</summary>
    public List<string> Answers { get; } = [];

    public List<string> Authorities { get; } = [];

    public List<string> Additionals { get; } = [];

    private string Data(in DnsRecord record) =>
        record.TryReadAddress(Bytes, out IpAddress address) ? address.ToString()
        : record.Type == DnsRecordType.Ptr && record.TryReadTarget(Bytes, out string target) ? target
        : Convert.ToHexString(Bytes.AsSpan(record.DataOffset, record.DataLength));
}
