using System;

namespace Sabos.Net;

/// <summary>
/// Domain names: as text, without the final dot, in lower case; and on the wire (RFC 1035 3.1, 4.1.4).
/// </summary>
internal static class DnsName
{
    /// <summary>The longest name as text: 255 octets on the wire less the first length and the root.</summary>
    public const int MaxLength = 253;

    /// <summary>The longest label (RFC 1035 2.3.4).</summary>
    public const int MaxLabel = 63;

    // As many as the longest name has labels: a chain of pointers through a whole message, for each of its records, would be work for nothing.
    private const int MaxPointers = 127;
    private const int PointerBits = 0xC0;
    private const char Unreadable = '?';

    /// <summary>Lower case and no final dot. False: not a name that can be asked for.</summary>
    public static bool TryNormalize(string text, out string name)
    {
        name = text.EndsWith('.') ? text[..^1] : text;
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (name.Length is 0 or > MaxLength || !System.Text.Ascii.IsValid(name))
        {
            return false;
        }

        System.Text.Ascii.FromUtf16(name, bytes, out int length);
        name = name.ToLowerInvariant();
        return IsValid(bytes[..length]);
    }

    /// <summary>Labels of 1 to 63 letters, digits, hyphens and underscores between dots.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        int label = 0;
        foreach (byte octet in name)
        {
            if (octet == '.')
            {
                if (label == 0)
                {
                    return false;
                }

                label = 0;
            }
            else if (++label > MaxLabel || !(char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return label > 0 && name.Length <= MaxLength;
    }

    /// <summary>Bytes that a normalized name takes uncompressed: a length and the root beside its letters and dots.</summary>
    public static int WireLength(string name) => name.Length + 2;

    /// <summary>Whether a name is a domain or lies in it, both normalized; the root, "", contains all.</summary>
    public static bool IsWithin(string name, string domain) =>
        domain.Length == 0
        || (name.EndsWith(domain, StringComparison.Ordinal) && (name.Length == domain.Length || name[name.Length - domain.Length - 1] == '.'));

    /// <summary>Writes a normalized name uncompressed. Returns the bytes written, <see cref="WireLength"/>.</summary>
    public static int Write(string name, Span<byte> destination)
    {
        int lengthAt = 0;
        for (int i = 0; i < name.Length; i++)
        {
            destination[i + 1] = (byte)name[i];
            if (name[i] == '.')
            {
                destination[lengthAt] = (byte)(i - lengthAt);
                lengthAt = i + 1;
            }
        }

        destination[lengthAt] = (byte)(name.Length - lengthAt);
        destination[name.Length + 1] = 0;
        return name.Length + 2;
    }

    /// <summary>
    /// Reads a name out of a message. A pointer must point before the part that it ends, so that following them comes to an end.
    /// </summary>
    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where the name begins; afterwards where what follows it begins.</param>
    /// <param name="name">The name in lower case; octets that no host's name has appear as '?', dots inside of labels among them.</param>
    /// <returns>False: it leaves the message, is too long, or its pointers go astray.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out string name)
    {
        name = "";
        Span<char> text = stackalloc char[MaxLength + 1];
        int length = 0;
        int position = offset;
        int partStart = offset;
        int pointers = 0;
        int? end = null;
        while (true)
        {
            if (position >= message.Length)
            {
                return false;
            }

            int octet = message[position];
            if (octet == 0)
            {
                break;
            }

            if ((octet & PointerBits) == PointerBits)
            {
                if (position + 1 >= message.Length)
                {
                    return false;
                }

                end ??= position + 2;
                position = ((octet & ~PointerBits) << 8) | message[position + 1];
                if (position >= partStart || ++pointers > MaxPointers)
                {
                    return false;
                }

                partStart = position;
                continue;
            }

            if (octet > MaxLabel || position + 1 + octet > message.Length || length + octet + 1 > text.Length)
            {
                return false;
            }

            if (length > 0)
            {
                text[length++] = '.';
            }

            foreach (byte character in message.Slice(position + 1, octet))
            {
                text[length++] = character is > (byte)' ' and < 0x7F and not (byte)'.' ? char.ToLowerInvariant((char)character) : Unreadable;
            }

            position += 1 + octet;
        }

        offset = end ?? position + 1;
        name = new string(text[..length]);
        return length <= MaxLength;
    }
}
