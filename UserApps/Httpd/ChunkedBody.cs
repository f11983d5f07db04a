using System;

namespace Sabos.Httpd;

/// <summary>
/// Walks over a body in chunks and discards it (RFC 9112, 7.1). Lines end in CR LF only; extensions and trailer fields are skipped
/// within a limit, and so is the content.
/// </summary>
internal struct ChunkedBody
{
    private const int MaximumOverhead = 8192;
    private const int MaximumDigits = 16;

    private State _state;
    private long _chunkLeft;
    private int _digits;
    private int _overhead;
    private long _content;

    private enum State
    {
        Size,
        SizeSpace,
        Extension,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        TrailerStart,
        Trailer,
        TrailerLineFeed,
        LastLineFeed,
    }

    /// <summary>The status to refuse the request with, once <see cref="Skip"/> has failed.</summary>
    public HttpStatus Error { get; private set; }

    /// <summary>Consumes what it can of <paramref name="input"/>. More than <paramref name="limit"/> bytes of content in all is refused.</summary>
    public ParseOutcome Skip(ReadOnlySpan<byte> input, long limit, out int consumed)
    {
        consumed = 0;
        while (consumed < input.Length)
        {
            if (_state == State.Data)
            {
                int length = (int)Math.Min(_chunkLeft, input.Length - consumed);
                consumed += length;
                _chunkLeft -= length;
                if (_chunkLeft == 0)
                    _state = State.DataCarriageReturn;
                continue;
            }

            byte next = input[consumed++];
            if (_state == State.LastLineFeed)
                return next == '\n' ? ParseOutcome.Complete : Fail(HttpStatus.BadRequest);

            HttpStatus status = Step(next, limit);
            if (status != HttpStatus.Ok)
                return Fail(status);
        }

        return ParseOutcome.NeedMore;
    }

    private HttpStatus Step(byte next, long limit)
    {
        switch (_state)
        {
            case State.Size when char.IsAsciiHexDigit((char)next):
                return AddDigit(next, limit);
            case State.Size when _digits == 0:
                return HttpStatus.BadRequest;
            case State.Size or State.SizeSpace when next == ';':
                _state = State.Extension;
                return HttpStatus.Ok;
            case State.Size or State.SizeSpace when next is (byte)' ' or (byte)'\t':
                _state = State.SizeSpace;
                return CountOverhead(next);
            case State.Size or State.Extension when next == '\r':
                _state = State.SizeLineFeed;
                return HttpStatus.Ok;
            case State.SizeLineFeed when next == '\n':
                BeginChunk();
                return HttpStatus.Ok;
            case State.DataCarriageReturn when next == '\r':
                _state = State.DataLineFeed;
                return HttpStatus.Ok;
            case State.DataLineFeed when next == '\n':
                _state = State.Size;
                return HttpStatus.Ok;
            case State.TrailerStart when next == '\r':
                _state = State.LastLineFeed;
                return HttpStatus.Ok;
            case State.TrailerStart:
                _state = State.Trailer;
                return CountOverhead(next);
            case State.Trailer when next == '\r':
                _state = State.TrailerLineFeed;
                return HttpStatus.Ok;
            case State.TrailerLineFeed when next == '\n':
                _state = State.TrailerStart;
                return HttpStatus.Ok;
            case State.Extension or State.Trailer:
                return CountOverhead(next);
            default:
                return HttpStatus.BadRequest;
        }
    }

    private HttpStatus AddDigit(byte digit, long limit)
    {
        if (++_digits > MaximumDigits)
            return HttpStatus.BadRequest;
        _chunkLeft = (_chunkLeft << 4) | (uint)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return _chunkLeft > limit - _content ? HttpStatus.ContentTooLarge : HttpStatus.Ok;
    }

    private void BeginChunk()
    {
        _content += _chunkLeft;
        _state = _chunkLeft == 0 ? State.TrailerStart : State.Data;
        _digits = 0;
    }

    private HttpStatus CountOverhead(byte next)
    {
        if (next is (byte)'\n' or 0)
            return HttpStatus.BadRequest;
        return ++_overhead > MaximumOverhead ? HttpStatus.RequestHeaderFieldsTooLarge : HttpStatus.Ok;
    }

    private ParseOutcome Fail(HttpStatus status)
    {
        Error = status;
        return ParseOutcome.Failed;
    }
}
