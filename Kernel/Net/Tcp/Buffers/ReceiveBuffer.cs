using System;

namespace Sabos.Net;

/// <summary>
/// Received bytes: first those in order that the program has not taken, then, with gaps, those that arrived ahead of their turn. Which
/// of the latter are there is known to <see cref="SequenceRanges"/>.
/// </summary>
internal struct ReceiveBuffer
{
    private ChunkedBuffer _chunks;

    public ReceiveBuffer(ChunkPool pool) => _chunks = new ChunkedBuffer(pool);

    /// <summary>Bytes in order.</summary>
    public int Available { get; private set; }

    /// <summary>Stores bytes that begin so many bytes after the last one in order.</summary>
    /// <returns>Bytes stored: fewer than given where memory ran out.</returns>
    public int Store(int ahead, ReadOnlySpan<byte> bytes) => _chunks.Write(Available + ahead, bytes);

    /// <summary>Bytes that would follow those in order without another chunk of memory.</summary>
    public readonly int Room => _chunks.RoomBehind(Available);

    /// <summary>So many more bytes are in order now.</summary>
    public void Commit(int count) => Available += count;

    /// <summary>Copies the oldest bytes.</summary>
    public readonly void CopyTo(Span<byte> destination) => _chunks.CopyTo(0, destination);

    /// <summary>Drops the oldest bytes: the program took them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isLast">Nothing is stored behind the bytes in order.</param>
    public void Release(int count, bool isLast)
    {
        Available -= count;
        if (Available == 0 && isLast)
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
        Available = 0;
        _chunks.Clear();
    }
}
