using System;
using System.Buffers;

namespace Sabos.Httpd;

/// <summary>The small grammars that several fields share (RFC 9110, 5.6).</summary>
internal static class HttpSyntax
{
    // RFC 9110, 5.6.2: tchar.
    private static readonly SearchValues<byte> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // RFC 3986, 3.2.2 and 3.2.3: reg-name, IP literals in brackets, and the colon before the port.
    private static readonly SearchValues<byte> s_authority =
        SearchValues.Create("-._~!$&'()*+,;=%:[]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_token);

    /// <summary>What follows the last field of a response's head that is usual: an empty line.</summary>
    public static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>The same for a response after which the connection is closed (RFC 9112, 9.6).</summary>
    public static ReadOnlySpan<byte> EndOfLastHead => "\r\nConnection: close\r\n\r\n"u8;

    /// <summary>Whether <paramref name="text"/> can stand in a Host field: a host and an optional port, or nothing (RFC 9110, 7.2).</summary>
    public static bool IsAuthority(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(s_authority);

    /// <summary>Takes the next element off a comma-separated list, with the white space around it removed (RFC 9110, 5.6.1).</summary>
    public static bool TryTakeElement(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> element)
    {
        while (!list.IsEmpty)
        {
            int comma = list.IndexOf((byte)',');
            element = (comma < 0 ? list : list[..comma]).Trim(" \t"u8);
            list = comma < 0 ? default : list[(comma + 1)..];
            if (!element.IsEmpty)
                return true;
        }

        element = default;
        return false;
    }
}
