using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Sabos.Net;

/// <summary>The search domains that a router tells of (RFC 8106 5.2), or a DHCPv6 server (RFC 3646 4): names in labels, never compressed.</summary>
public static class DnsSearchList
{
    private const int HeaderSize = 8;
    private const int MaxLabel = 63;
    private const int MaxName = 253;

    /// <summary>The lifetime of a router's option, in seconds; the greatest number: for ever.</summary>
    public static uint Lifetime(in NeighborOption option) => BinaryPrimitives.ReadUInt32BigEndian(option.Bytes[4..]);

    /// <summary>The names in a router's option, up to the padding.</summary>
    public static IReadOnlyList<string> Read(in NeighborOption option) => Read(option.Bytes[HeaderSize..]);

    /// <summary>The names up to the first that is malformed or empty.</summary>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> bytes)
    {
        List<string> domains = [];
        while (TryReadName(ref bytes, out string name))
        {
            domains.Add(name);
        }

        return domains;
    }

    private static bool TryReadName(ref ReadOnlySpan<byte> bytes, out string name)
    {
        StringBuilder text = new();
        name = "";
        while (!bytes.IsEmpty && bytes[0] is var length and > 0 and <= MaxLabel && bytes.Length > length)
        {
            ReadOnlySpan<byte> label = bytes.Slice(1, length);
            if (!IsPrintable(label) || text.Length + length > MaxName)
            {
                return false;
            }

            text.Append(text.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(label));
            bytes = bytes[(1 + length)..];
        }

        if (bytes.IsEmpty || bytes[0] != 0 || text.Length == 0)
        {
            return false;
        }

        bytes = bytes[1..];
        name = text.ToString();
        return true;
    }

    /// <summary>A dot inside a label would make two of it.</summary>
    private static bool IsPrintable(ReadOnlySpan<byte> label)
    {
        foreach (byte letter in label)
        {
            if (letter is <= (byte)' ' or >= 0x7F or (byte)'.')
            {
                return false;
            }
        }

        return true;
    }
}
