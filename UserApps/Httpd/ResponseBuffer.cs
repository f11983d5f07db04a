using System;

namespace Sabos.Httpd;

/// <summary>The bytes a connection has yet to send. It grows to hold one large response and shrinks back when cleared.</summary>
internal sealed class ResponseBuffer
{
    private const int UsualCapacity = 2048;
    private const int KeptCapacity = 16384;

    private byte[] _bytes = new byte[UsualCapacity];

    public int Length { get; private set; }

    public Memory<byte> From(int start) => _bytes.AsMemory(start, Length - start);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptCapacity)
            _bytes = new byte[UsualCapacity];
    }
}
