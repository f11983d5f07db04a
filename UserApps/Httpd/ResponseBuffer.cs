using System;

namespace Sabos.Httpd;

/// <summary>The bytes a connection has yet to send. It grows to hold one large response and shrinks back when cleared.</summary>
internal sealed class ResponseBuffer
{
    private const int UsualCapacity = 2048;
    private const int KeptCapacity = 16384;

    private byte[] _bytes = [];
    private byte[]? _lent;

    public int Length { get; private set; }

    public Memory<byte> From(int start) => (_lent ?? _bytes).AsMemory(start, Length - start);

    /// <summary>Appends bytes that nobody will change; they are copied only if others come before or after them.</summary>
    public void AppendLent(byte[] bytes)
    {
        if (Length > 0)
        {
            Append(bytes);
            return;
        }

        _lent = bytes;
        Length = bytes.Length;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_lent is { } lent)
        {
            _lent = null;
            Length = 0;
            Append(lent);
        }

        if (_bytes.Length - Length < bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Math.Max(UsualCapacity, _bytes.Length * 2), Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear()
    {
        Length = 0;
        _lent = null;
        if (_bytes.Length > KeptCapacity)
            _bytes = [];
    }
}
