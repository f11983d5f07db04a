using System;
using System.Buffers.Text;
using System.Text;

namespace Sabos.Httpd;

/// <summary>
/// Collects the header fields that bear on framing and on the connection, and judges them together once the head is complete.
/// Whatever two recipients could frame differently is refused (RFC 9112, 6.3 and 11.2).
/// </summary>
internal struct RequestFields
{
    private int _hosts;
    private bool _hasContentLength;
    private long _contentLength;
    private bool _hasTransferEncoding;
    private int _chunkedCodings;
    private bool _otherCoding;
    private bool _codingAfterChunked;
    private bool _close;
    private bool _keepAlive;
    private bool _expectContinue;
    private bool _otherExpectation;

    /// <summary>Takes note of a field; answers <see cref="HttpStatus.Ok"/> or the status to refuse the request with.</summary>
    public HttpStatus Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 4 when Ascii.EqualsIgnoreCase(name, "host"u8):
                return AddHost(value);
            case 6 when Ascii.EqualsIgnoreCase(name, "expect"u8):
                AddExpect(value);
                break;
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                AddConnection(value);
                break;
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                return AddContentLength(value);
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                AddTransferEncoding(value);
                break;
        }

        return HttpStatus.Ok;
    }

    /// <summary>Judges all fields together and fills in <paramref name="head"/>, whose version is known.</summary>
    public readonly HttpStatus Complete(ref RequestHead head)
    {
        bool isHttp10 = head.MinorVersion == 0;

        // RFC 9112, 3.2: a request of HTTP/1.1 names its host, once.
        if (_hosts > 1 || (_hosts == 0 && !isHttp10))
            return HttpStatus.BadRequest;

        if (_hasTransferEncoding)
        {
            // RFC 9112, 6.1 and 6.3: chunked is the last coding, and once; not in HTTP/1.0; not beside Content-Length.
            if (_hasContentLength || isHttp10 || _chunkedCodings > 1 || _codingAfterChunked)
                return HttpStatus.BadRequest;
            if (_otherCoding)
                return HttpStatus.NotImplemented;
            if (_chunkedCodings == 0)
                return HttpStatus.BadRequest;
        }

        // RFC 9110, 10.1.1: 100-continue is the only expectation; HTTP/1.0 has none.
        if (_otherExpectation)
            return HttpStatus.ExpectationFailed;

        head.Chunked = _hasTransferEncoding;
        head.ContentLength = _contentLength;
        head.ExpectContinue = _expectContinue && !isHttp10 && (head.Chunked || head.ContentLength > 0);
        head.KeepAlive = !_close && (!isHttp10 || _keepAlive);
        return HttpStatus.Ok;
    }

    private HttpStatus AddHost(ReadOnlySpan<byte> value)
    {
        _hosts++;
        return HttpSyntax.IsAuthority(value) ? HttpStatus.Ok : HttpStatus.BadRequest;
    }

    private void AddExpect(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "100-continue"u8))
            _expectContinue = true;
        else
            _otherExpectation = true;
    }

    private void AddConnection(ReadOnlySpan<byte> value)
    {
        while (HttpSyntax.TryTakeElement(ref value, out ReadOnlySpan<byte> option))
        {
            _close |= Ascii.EqualsIgnoreCase(option, "close"u8);
            _keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        }
    }

    private HttpStatus AddContentLength(ReadOnlySpan<byte> value)
    {
        if (_hasContentLength || value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return HttpStatus.BadRequest;

        _hasContentLength = true;
        return Utf8Parser.TryParse(value, out _contentLength, out _) ? HttpStatus.Ok : HttpStatus.ContentTooLarge;
    }

    private void AddTransferEncoding(ReadOnlySpan<byte> value)
    {
        _hasTransferEncoding = true;
        while (HttpSyntax.TryTakeElement(ref value, out ReadOnlySpan<byte> coding))
        {
            _codingAfterChunked |= _chunkedCodings > 0;
            if (Ascii.EqualsIgnoreCase(coding, "chunked"u8))
                _chunkedCodings++;
            else
                _otherCoding = true;
        }
    }
}
