using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Reads queries of every version; a version is known by its length (RFC 3376 7.1, RFC 3810 8.1).</summary>
internal static class MembershipQueryParser
{
    private const int Ipv4Size = 4;
    private const int Ipv6Size = 16;
    private const int SourcesHeaderSize = 4;
    private const int IgmpHeaderSize = 4;

    // More than any router asks for at once; the rest of a longer list is not looked at.
    private const int MaxSources = 64;

    // RFC 2236 4: IGMPv1 says no time.
    private static readonly TimeSpan s_oldResponse = TimeSpan.FromSeconds(10);

    /// <summary>Reads an IGMP query whose checksum is right. False: no query, or of no known length.</summary>
    public static bool TryParseIgmp(ReadOnlySpan<byte> message, out MembershipQuery query)
    {
        query = default;
        if (message.Length < IgmpHeaderSize + Ipv4Size || message[0] != (byte)IgmpType.Query)
        {
            return false;
        }

        byte code = message[1];
        ReadOnlySpan<byte> body = message[IgmpHeaderSize..];
        if (body.Length == Ipv4Size)
        {
            MembershipVersion version = code == 0 ? MembershipVersion.WithoutLeave : MembershipVersion.WithoutSources;
            TimeSpan response = code == 0 ? s_oldResponse : Tenths(code);
            query = new MembershipQuery(version, IpAddress.Read(body[..Ipv4Size]), response, []);
            return IsQueryable(query.Group);
        }

        return TryParseNew(body, Ipv4Size, Tenths(Decode8(code)), out query);
    }

    /// <summary>Reads an MLD query. False: of no known length.</summary>
    public static bool TryParseMld(in Icmpv6Message message, out MembershipQuery query)
    {
        query = default;
        int code = (int)(message.Rest >> 16);
        ReadOnlySpan<byte> body = message.Body;
        if (message.Code != 0 || body.Length < Ipv6Size)
        {
            return false;
        }

        if (body.Length == Ipv6Size)
        {
            query = new MembershipQuery(MembershipVersion.WithoutSources, IpAddress.Read(body), TimeSpan.FromMilliseconds(code), []);
            return IsQueryable(query.Group);
        }

        // RFC 3810 5.1.3: an exponent of 3 bits, a mantissa of 12.
        int milliseconds = code < 0x8000 ? code : (code & 0xFFF | 0x1000) << ((code >> 12 & 7) + 3);
        return TryParseNew(body, Ipv6Size, TimeSpan.FromMilliseconds(milliseconds), out query);
    }

    private static bool TryParseNew(ReadOnlySpan<byte> body, int addressSize, TimeSpan response, out MembershipQuery query)
    {
        query = default;
        if (body.Length < addressSize + SourcesHeaderSize)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = body[addressSize..];
        int count = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        ReadOnlySpan<byte> sources = rest[SourcesHeaderSize..];
        if (sources.Length < count * addressSize)
        {
            return false;
        }

        List<IpAddress> asked = [];
        for (int i = 0; i < Math.Min(count, MaxSources); i++)
        {
            asked.Add(IpAddress.Read(sources.Slice(i * addressSize, addressSize)));
        }

        query = new MembershipQuery(MembershipVersion.WithSources, IpAddress.Read(body[..addressSize]), response, asked)
        {
            Robustness = rest[0] & 7,
            Interval = TimeSpan.FromSeconds(Decode8(rest[1])),
        };
        return IsQueryable(query.Group) && !(query.Group.IsUnspecified && count > 0);
    }

    private static bool IsQueryable(IpAddress group) => group.IsUnspecified || group.IsMulticast;

    private static TimeSpan Tenths(int tenths) => TimeSpan.FromMilliseconds(100 * tenths);

    /// <summary>RFC 3376 4.1.1: from 128 on an exponent of 3 bits, a mantissa of 4.</summary>
    private static int Decode8(byte code) => code < 0x80 ? code : (code & 0xF | 0x10) << ((code >> 4 & 7) + 3);
}
