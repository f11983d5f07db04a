using System;

namespace Sabos.Iperf3.Control;

/// <summary>
/// Goes through a JSON text (RFC 8259) value by value. Small on purpose: System.Text.Json would add 280 KB to the image. What is nested in a value that nobody
/// wants is skipped by its brackets, unchecked; numbers with a fraction or an exponent, which iperf3 does not send, are no numbers here.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    /// <summary>What a value that is no number is as a number.</summary>
    public const long None = long.MinValue;

    /// <summary>What larger numbers become.</summary>
    public const long Largest = 1L << 58;

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Whether only white space is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipWhiteSpace();
            return _rest.IsEmpty;
        }
    }

    /// <summary>Goes over a structural character, if it comes next.</summary>
    public bool TryTake(byte character)
    {
        SkipWhiteSpace();
        bool isNext = _rest.Length > 0 && _rest[0] == character;
        if (isNext)
            _rest = _rest[1..];
        return isNext;
    }

    /// <summary>Goes over a string; <paramref name="content"/> is what is between its quotation marks, escapes as they stand there.</summary>
    public bool TryTakeString(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryTake((byte)'"'))
            return false;
        for (int end = 0; end < _rest.Length; end++)
        {
            if (_rest[end] == '"')
            {
                content = _rest[..end];
                _rest = _rest[(end + 1)..];
                return true;
            }

            if (_rest[end] == '\\')
                end++;
        }

        return false;
    }

    /// <summary>Goes over a value; <paramref name="number"/> is what it is as a whole number, at most <see cref="Largest"/>, 1 for true, 0 for false, <see cref="None"/> for anything else.</summary>
    public bool TryTakeValue(out long number)
    {
        SkipWhiteSpace();
        number = None;
        if (_rest.IsEmpty)
            return false;
        switch (_rest[0])
        {
            case (byte)'"':
                return TryTakeString(out _);
            case (byte)'{' or (byte)'[':
                return TrySkipNested();
            case (byte)'t':
                number = 1;
                return TryTakeWord("true"u8);
            case (byte)'f':
                number = 0;
                return TryTakeWord("false"u8);
            case (byte)'n':
                return TryTakeWord("null"u8);
            default:
                return TryTakeNumber(out number);
        }
    }

    private bool TryTakeWord(ReadOnlySpan<byte> word)
    {
        bool isNext = _rest.StartsWith(word);
        if (isNext)
            _rest = _rest[word.Length..];
        return isNext;
    }

    private bool TryTakeNumber(out long number)
    {
        bool isNegative = TryTake((byte)'-');
        number = 0;
        int digits = 0;
        while (digits < _rest.Length && char.IsAsciiDigit((char)_rest[digits]))
            number = Math.Min((number * 10) + _rest[digits++] - '0', Largest);
        number = isNegative ? -number : number;
        _rest = _rest[digits..];
        return digits > 0;
    }

    private bool TrySkipNested()
    {
        int depth = 0;
        do
        {
            int next = _rest.IndexOfAny("\"[]{}"u8);
            if (next < 0)
                return false;
            byte character = _rest[next];
            _rest = _rest[next..];
            if (character == '"')
            {
                if (!TryTakeString(out _))
                    return false;
                continue;
            }

            depth += character is (byte)'{' or (byte)'[' ? 1 : -1;
            _rest = _rest[1..];
        }
        while (depth > 0);
        return true;
    }

    private void SkipWhiteSpace() => _rest = _rest.TrimStart(" \t\r\n"u8);
}
