using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>The options of hop-by-hop and destination options headers (RFC 8200 4.2).</summary>
internal static class Ipv6Options
{
    public const byte Pad1 = 0;
    public const byte PadN = 1;

    /// <summary>RFC 2711 2.1: routers on the way are to look at the packet. A host skips it.</summary>
    public const byte RouterAlert = 5;

    // The option's data, of two bytes: the packet contains MLD.
    private const ushort AlertForMld = 0;

    // RFC 8504 5.3.
    private const int MaxOptions = 8;
    private const int MaxPadding = 7;

    // The two high bits of an unknown type say what is to be done.
    private const int Skip = 0b00;
    private const int Report = 0b10;
    private const int ReportUnlessMulticast = 0b11;

    /// <summary>The option for which the packet is not to be taken, or null: all are known, or may be skipped.</summary>
    /// <param name="options">Behind the two bytes that every options header begins with.</param>
    /// <param name="isMulticast">The packet is sent to a group.</param>
    public static RefusedOption? FindRefused(ReadOnlySpan<byte> options, bool isMulticast)
    {
        int count = 0;
        int padding = 0;
        for (int offset = 0; offset < options.Length;)
        {
            byte type = options[offset];
            int rest = options.Length - offset;
            int length = type == Pad1 ? 1 : rest < 2 || 2 + options[offset + 1] > rest ? 0 : 2 + options[offset + 1];
            bool isPadding = type is Pad1 or PadN;
            padding = isPadding ? padding + length : 0;
            count += isPadding ? 0 : 1;
            if (length == 0 || padding > MaxPadding || count > MaxOptions)
            {
                return new RefusedOption(offset, IsReported: false);
            }

            int action = isPadding || type == RouterAlert ? Skip : type >> 6;
            if (action != Skip)
            {
                return new RefusedOption(offset, action == Report || (action == ReportUnlessMulticast && !isMulticast));
            }

            offset += length;
        }

        return null;
    }

    /// <summary>Whether options in which nothing is refused have a router alert for MLD among them.</summary>
    public static bool HaveAlertForMld(ReadOnlySpan<byte> options)
    {
        while (options.Length >= 4)
        {
            if (options[0] == RouterAlert && options[1] == sizeof(ushort))
            {
                return BinaryPrimitives.ReadUInt16BigEndian(options[2..]) == AlertForMld;
            }

            options = options[(options[0] == Pad1 ? 1 : 2 + options[1])..];
        }

        return false;
    }

    /// <summary>An option that forbids to take the packet.</summary>
    /// <param name="Offset">Where it begins.</param>
    /// <param name="IsReported">The sender is to be told.</param>
    internal readonly record struct RefusedOption(int Offset, bool IsReported);
}
