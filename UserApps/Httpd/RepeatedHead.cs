using System;

namespace Sabos.Httpd;

/// <summary>
/// The last request head of a connection and what it said: clients that keep a connection mostly send the same head again, and the same bytes
/// mean the same. It takes memory from the second request on, once a head has been short enough.
/// </summary>
internal struct RepeatedHead
{
    private const int Capacity = 256;

    private byte[]? _bytes;
    private RequestHead _head;

    /// <summary>Whether <paramref name="input"/>, which begins at a request's first byte, begins with the head that was kept.</summary>
    public readonly bool TryMatch(ReadOnlySpan<byte> input, out RequestHead head)
    {
        head = _head;
        return _head.Length > 0 && input.StartsWith(_bytes.AsSpan(0, _head.Length));
    }

    /// <summary>Keeps a head that has been parsed.</summary>
    /// <param name="input">Begins with it.</param>
    /// <param name="head">What it said.</param>
    public void Keep(ReadOnlySpan<byte> input, in RequestHead head)
    {
        _head = default;
        if (head.Length > Capacity)
            return;
        _bytes ??= new byte[Capacity];
        input[..head.Length].CopyTo(_bytes);
        _head = head;
    }
}
