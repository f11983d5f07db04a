using System;

namespace Sabos.Net;

/// <summary>The bytes that the program sent and the peer has not acknowledged, the oldest first.</summary>
internal struct SendBuffer
{
    private ChunkedBuffer _chunks;

    public SendBuffer(ChunkPool pool) => _chunks = new ChunkedBuffer(pool);

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>Copies what fits below the limit and into memory.</summary>
    /// <returns>Bytes taken.</returns>
    public int Append(ReadOnlySpan<byte> bytes, int limit)
    {
        int room = Math.Max(limit - Length, 0);
        int accepted = _chunks.Write(Length, bytes[..Math.Min(bytes.Length, room)]);
        Length += accepted;
        return accepted;
    }

    /// <summary>Copies bytes from an offset counted from the oldest byte.</summary>
    public readonly void CopyTo(int offset, Span<byte> destination) => _chunks.CopyTo(offset, destination);

    /// <summary>Copies bytes from an offset counted from the oldest byte, and adds them to a checksum in passing.</summary>
    public readonly void CopyTo(int offset, Span<byte> destination, ref InternetChecksum checksum) => _chunks.CopyTo(offset, destination, ref checksum);

    /// <summary>Drops the oldest bytes: they were acknowledged.</summary>
    public void Release(int count)
    {
        Length -= count;
        if (Length == 0)
        {
            _chunks.Clear();
        }
        else
        {
            _chunks.Advance(count);
        }
    }

    public void Clear()
    {
        Length = 0;
        _chunks.Clear();
    }
}
