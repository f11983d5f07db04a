using System;
using System.Buffers;

namespace Sabos.Httpd;

/// <summary>
/// Parses the head of a request incrementally (RFC 9112, 2 to 3 and 5). Each line is looked at once, whatever the pieces it arrives in,
/// and the outcome does not depend on the pieces. Lines end in CR LF only: a bare LF or CR, a folded line, or a space before the colon,
/// which other recipients may read differently, is refused (RFC 9112, 11.2: request smuggling).
/// </summary>
internal struct RequestParser
{
    /// <summary>Longest head accepted, in bytes.</summary>
    public const int MaximumLength = 8192;

    private const int MaximumFields = 64;

    // RFC 9110, 5.5: a field value holds no control characters but the tab.
    private static readonly SearchValues<byte> s_forbiddenInValue = SearchValues.Create(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127);

    private int _lineStart;
    private int _searched;
    private int _fieldCount;
    private bool _hasStartLine;
    private RequestFields _fields;
    private RequestHead _head;

    /// <summary>Part of a head has been looked at.</summary>
    public readonly bool HasBegun => _searched > 0;

    /// <summary>The status to refuse the request with, once <see cref="Parse"/> has failed.</summary>
    public HttpStatus Error { get; private set; }

    /// <summary>The head, once <see cref="Parse"/> has completed.</summary>
    public readonly RequestHead Head => _head;

    /// <summary>Goes on with <paramref name="input"/>, which begins at the first byte of the request and holds all received of it so far.</summary>
    public ParseOutcome Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > MaximumLength)
            input = input[..MaximumLength];

        while (true)
        {
            int length = input[_searched..].IndexOf((byte)'\n');
            if (length < 0)
            {
                _searched = input.Length;
                return input.Length < MaximumLength ? ParseOutcome.NeedMore
                    : Fail(_hasStartLine ? HttpStatus.RequestHeaderFieldsTooLarge : HttpStatus.UriTooLong);
            }

            int lineFeed = _searched + length;
            if (lineFeed == _lineStart || input[lineFeed - 1] != '\r')
                return Fail(HttpStatus.BadRequest);

            ReadOnlySpan<byte> line = input[_lineStart..(lineFeed - 1)];
            int lineStart = _lineStart;
            _lineStart = _searched = lineFeed + 1;

            if (line.IsEmpty)
            {
                // RFC 9112, 2.2: empty lines before the request line are ignored.
                if (!_hasStartLine)
                    continue;
                return Finish();
            }

            HttpStatus status = _hasStartLine ? ParseField(line) : ParseStartLine(line, lineStart);
            if (status != HttpStatus.Ok)
                return Fail(status);
        }
    }

    private HttpStatus ParseStartLine(ReadOnlySpan<byte> line, int lineStart)
    {
        _hasStartLine = true;
        HttpStatus status = RequestLine.Parse(line, ref _head);
        _head.PathStart += lineStart;
        return status;
    }

    private HttpStatus ParseField(ReadOnlySpan<byte> line)
    {
        if (++_fieldCount > MaximumFields)
            return HttpStatus.RequestHeaderFieldsTooLarge;

        int colon = line.IndexOf((byte)':');
        if (colon <= 0 || !HttpSyntax.IsToken(line[..colon]))
            return HttpStatus.BadRequest;

        ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
        return value.ContainsAny(s_forbiddenInValue) ? HttpStatus.BadRequest : _fields.Add(line[..colon], value);
    }

    private ParseOutcome Finish()
    {
        HttpStatus status = _fields.Complete(ref _head);
        if (status != HttpStatus.Ok)
            return Fail(status);
        _head.Length = _lineStart;
        return ParseOutcome.Complete;
    }

    private ParseOutcome Fail(HttpStatus status)
    {
        Error = status;
        return ParseOutcome.Failed;
    }
}
