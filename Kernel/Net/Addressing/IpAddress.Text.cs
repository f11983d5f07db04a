using System;
using System.Net;

namespace Sabos.Net;

/// <summary>Text form: dotted quad, or RFC 5952, the zone behind a percent sign (RFC 4007 11). System.Net.IPAddress reads and prints; nothing here is on the hot path.</summary>
public readonly partial record struct IpAddress
{
    /// <summary>Parses a dotted quad with four decimal parts or an IPv6 address without scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!(text.Contains(':') ? text.IndexOfAny("%[") < 0 : IsDottedQuad(text)) || !IPAddress.TryParse(text, out IPAddress? parsed))
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

    /// <summary>Four decimal parts. The class library also takes fewer, and octal and hexadecimal ones, which few who write them mean.</summary>
    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (Range part in text.Split('.'))
        {
            ReadOnlySpan<char> digits = text[part];
            parts++;
            if (digits.IsEmpty || digits.IndexOfAnyExceptInRange('0', '9') >= 0 || (digits.Length > 1 && digits[0] == '0'))
            {
                return false;
            }
        }

        return parts == 4;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteTo(bytes);
        return (Zone == 0 ? new IPAddress(bytes[..Length]) : new IPAddress(bytes, Zone)).ToString();
    }
}
