using System;

namespace Sabos.Httpd;

/// <summary>The first line of a request: method, target, version (RFC 9112, 3).</summary>
internal static class RequestLine
{
    /// <summary>Reads <paramref name="line"/> into <paramref name="head"/>; answers <see cref="HttpStatus.Ok"/> or the status to refuse it with.</summary>
    public static HttpStatus Parse(ReadOnlySpan<byte> line, ref RequestHead head)
    {
        int methodLength = line.IndexOf((byte)' ');
        if (methodLength <= 0)
            return HttpStatus.BadRequest;

        int targetStart = methodLength + 1;
        int targetLength = line[targetStart..].IndexOf((byte)' ');
        if (targetLength <= 0)
            return HttpStatus.BadRequest;

        ReadOnlySpan<byte> method = line[..methodLength];
        ReadOnlySpan<byte> target = line.Slice(targetStart, targetLength);
        if (!HttpSyntax.IsToken(method) || target.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) || target.Contains((byte)'#'))
            return HttpStatus.BadRequest;

        HttpStatus status = ParseVersion(line[(targetStart + targetLength + 1)..], ref head);
        if (status != HttpStatus.Ok)
            return status;

        head.Method = ParseMethod(method);
        if (!TryFindPath(target, head.Method, method, out head.PathStart, out head.PathLength))
            return HttpStatus.BadRequest;
        head.PathStart += targetStart;
        return HttpStatus.Ok;
    }

    // RFC 9112, 2.3: HTTP-version = "HTTP" "/" DIGIT "." DIGIT.
    private static HttpStatus ParseVersion(ReadOnlySpan<byte> version, ref RequestHead head)
    {
        if (version.Length != 8 || !version.StartsWith("HTTP/"u8) || version[6] != '.'
            || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
        {
            return HttpStatus.BadRequest;
        }

        head.MinorVersion = version[7] - '0';
        return version[5] == '1' ? HttpStatus.Ok : HttpStatus.HttpVersionNotSupported;
    }

    private static RequestMethod ParseMethod(ReadOnlySpan<byte> method)
    {
        if (method.SequenceEqual("GET"u8))
            return RequestMethod.Get;
        if (method.SequenceEqual("HEAD"u8))
            return RequestMethod.Head;
        if (method.SequenceEqual("CONNECT"u8))
            return RequestMethod.Connect;
        return method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8)
            || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8) || method.SequenceEqual("PATCH"u8)
            ? RequestMethod.NotAllowed
            : RequestMethod.Unknown;
    }

    // RFC 9112, 3.2: origin-form, absolute-form, authority-form (CONNECT alone) and asterisk-form (OPTIONS alone).
    private static bool TryFindPath(ReadOnlySpan<byte> target, RequestMethod kind, ReadOnlySpan<byte> method, out int start, out int length)
    {
        start = 0;
        length = 0;
        if (kind == RequestMethod.Connect)
            return HttpSyntax.IsAuthority(target);

        if (target[0] != '/')
        {
            if (target.SequenceEqual("*"u8))
                return method.SequenceEqual("OPTIONS"u8);
            if (!TrySkipAuthority(target, out start))
                return false;
        }

        int query = target[start..].IndexOf((byte)'?');
        length = query < 0 ? target.Length - start : query;
        return true;
    }

    private static bool TrySkipAuthority(ReadOnlySpan<byte> target, out int length)
    {
        ReadOnlySpan<byte> scheme = "http://"u8;
        length = 0;
        if (target.Length <= scheme.Length || !System.Text.Ascii.EqualsIgnoreCase(target[..scheme.Length], scheme))
            return false;

        int authority = target[scheme.Length..].IndexOfAny((byte)'/', (byte)'?');
        length = authority < 0 ? target.Length : scheme.Length + authority;
        ReadOnlySpan<byte> host = target[scheme.Length..length];
        return !host.IsEmpty && HttpSyntax.IsAuthority(host);
    }
}
