using System;
using System.Net;

namespace Sabos.Net;

/// <summary>Text form: dotted quad, or RFC 5952. System.Net.IPAddress reads and prints; nothing here is on the hot path.</summary>
public readonly partial record struct IpAddress
{
    /// <summary>Parses a dotted quad with four decimal parts or an IPv6 address without scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        bool dotted = text.Count('.') == 3 && !text.Contains(':');
        if ((!dotted && !text.Contains(':')) || text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out int length))
        {
            return false;
        }

        address = Read(bytes[..length]);
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteTo(bytes);
        return new IPAddress(bytes[..Length]).ToString();
    }
}
