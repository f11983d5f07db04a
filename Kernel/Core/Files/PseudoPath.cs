using System;

namespace Sabos.Core.Files;

/// <summary>A path that is taken apart from the left: absolute, without trailing slashes.</summary>
internal unsafe ref struct PseudoPath
{
    private byte* _rest;
    private readonly byte* _end;

    /// <summary>Takes a string that ends with a zero byte.</summary>
    public PseudoPath(byte* path)
    {
        byte* end = path;
        while (*end != 0)
            end++;
        while (end > path && end[-1] == '/')
            end--;
        _rest = path;
        _end = end;
    }

    public readonly bool IsEmpty => _rest == _end;

    /// <summary>Whether what is left is exactly <paramref name="text"/>.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => _end - _rest == text.Length && StartsWith(text);

    /// <summary>Takes <paramref name="prefix"/> away if the path goes on with it, up to a slash or the end.</summary>
    public bool TryTake(ReadOnlySpan<byte> prefix)
    {
        if (!StartsWith(prefix) || (_rest + prefix.Length < _end && _rest[prefix.Length] != '/'))
            return false;
        _rest += prefix.Length;
        return true;
    }

    /// <summary>Takes a slash and a decimal number away.</summary>
    public bool TryTakeNumber(out int number)
    {
        const int Largest = 100_000_000;
        number = 0;
        byte* at = _rest;
        if (at == _end || *at++ != '/')
            return false;
        byte* first = at;
        for (; at < _end && *at >= '0' && *at <= '9' && number < Largest; at++)
            number = (number * 10) + (*at - '0');
        if (at == first || (at < _end && *at != '/'))
            return false;
        _rest = at;
        return true;
    }

    private readonly bool StartsWith(ReadOnlySpan<byte> text)
    {
        if (_end - _rest < text.Length)
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (_rest[i] != text[i])
                return false;
        }

        return true;
    }
}
