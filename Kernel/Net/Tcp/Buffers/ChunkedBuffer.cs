using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// A moving window over a byte stream, stored in chunks that exist only where something was written: an idle one holds no memory, and
/// bytes may be written at any position, as out-of-order data needs.
/// </summary>
internal struct ChunkedBuffer
{
    private readonly ChunkPool _pool;

    // A ring of slots, of a power of two; the window's first byte is at _offset of the chunk in slot _head. A buffer that never needed more than one, as most,
    // has no ring: its slot is _only.
    private ChunkSlot[] _slots;
    private byte[]? _only;
    private int _head;
    private int _offset;
    private int _held;

    public ChunkedBuffer(ChunkPool pool)
    {
        _pool = pool;
        _slots = [];
    }

    /// <summary>Chunks held.</summary>
    public readonly int Chunks => _held;

    /// <summary>Writes at a position counted from the window's first byte.</summary>
    /// <returns>Bytes written: fewer than given where the pool ran out.</returns>
    public int Write(int position, ReadOnlySpan<byte> bytes)
    {
        // Into the only chunk, as nearly all that is no stream.
        int start = _offset + position;
        if (_slots.Length == 0 && start + bytes.Length <= ChunkPool.ChunkSize && !bytes.IsEmpty && (_only is not null || TryRentOnly()))
        {
            WordBlock.Copy(bytes, _only.AsSpan(start));
            return bytes.Length;
        }

        return WriteIntoChunks(position, bytes);
    }

    private bool TryRentOnly()
    {
        _only = _pool.TryRent(first: true);
        _held = 1;
        return _only is not null;
    }

    private int WriteIntoChunks(int position, ReadOnlySpan<byte> bytes)
    {
        int written = 0;
        while (written < bytes.Length)
        {
            int at = _offset + position + written;
            int index = IndexOf(at);
            if (index > 0 && index >= _slots.Length)
            {
                AddSlots(index + 1);
            }

            ref byte[]? slot = ref SlotAt(index);
            if (slot is null)
            {
                slot = _pool.TryRent(_held == 0);
                if (slot is null)
                {
                    break;
                }

                _held++;
            }

            Span<byte> room = slot.AsSpan(OffsetOf(at));
            int count = Math.Min(room.Length, bytes.Length - written);
            WordBlock.Copy(bytes.Slice(written, count), room);
            written += count;
        }

        return written;
    }

    /// <summary>Bytes that can be written at a position without another chunk.</summary>
    public readonly int RoomBehind(int position)
    {
        int start = _offset + position;
        int end = start;
        for (int index = IndexOf(start); index < Capacity && ChunkAt(index) is not null; index++)
        {
            end = (index + 1) * ChunkPool.ChunkSize;
        }

        return end - start;
    }

    /// <summary>Copies bytes that were written, from a position counted from the window's first byte.</summary>
    public readonly void CopyTo(int position, Span<byte> destination)
    {
        if (_slots.Length == 0 && !destination.IsEmpty)
        {
            WordBlock.Copy(_only.AsSpan(_offset + position, destination.Length), destination);
            return;
        }

        while (!destination.IsEmpty)
        {
            ReadOnlySpan<byte> piece = PieceAt(position, destination.Length);
            WordBlock.Copy(piece, destination);
            destination = destination[piece.Length..];
            position += piece.Length;
        }
    }

    /// <summary>Copies bytes that were written, and adds them to a checksum in passing.</summary>
    public readonly void CopyTo(int position, Span<byte> destination, ref InternetChecksum checksum)
    {
        while (!destination.IsEmpty)
        {
            ReadOnlySpan<byte> piece = PieceAt(position, destination.Length);
            checksum.AddCopying(piece, destination);
            destination = destination[piece.Length..];
            position += piece.Length;
        }
    }

    /// <summary>Moves the window forward, giving back the chunks it leaves.</summary>
    public void Advance(int count)
    {
        _offset += count;
        while (_offset >= ChunkPool.ChunkSize)
        {
            Release(ref SlotAt(0));
            _head = (_head + 1) & (Capacity - 1);
            _offset -= ChunkPool.ChunkSize;
        }
    }

    /// <summary>Gives all chunks back; the window is empty and starts anew.</summary>
    public void Clear()
    {
        if (_only is { } only)
        {
            _only = null;
            _held = 0;
            _pool.Return(only);
        }

        for (int i = 0; _held > 0; i++)
        {
            Release(ref SlotAt(i));
        }

        _head = 0;
        _offset = 0;
    }

    private readonly int Capacity => Math.Max(_slots.Length, 1);

    private static int IndexOf(int at) => (int)((uint)at / ChunkPool.ChunkSize);

    private static int OffsetOf(int at) => (int)((uint)at % ChunkPool.ChunkSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ReadOnlySpan<byte> PieceAt(int position, int limit)
    {
        int at = _offset + position;
        ReadOnlySpan<byte> chunk = ChunkAt(IndexOf(at)).AsSpan(OffsetOf(at));
        return chunk[..Math.Min(chunk.Length, limit)];
    }

    private readonly byte[]? ChunkAt(int index) => _slots.Length == 0 ? _only : _slots[(_head + index) & (_slots.Length - 1)].Chunk;

    [UnscopedRef]
    private ref byte[]? SlotAt(int index) => ref _slots.Length == 0 ? ref _only : ref _slots[(_head + index) & (_slots.Length - 1)].Chunk;

    private void Release(ref byte[]? slot)
    {
        if (slot is not null)
        {
            _pool.Return(slot);
            slot = null;
            _held--;
        }
    }

    private void AddSlots(int count)
    {
        var larger = new ChunkSlot[BitOperations.RoundUpToPowerOf2((uint)count)];
        for (int i = 0; i < Capacity; i++)
        {
            larger[i].Chunk = ChunkAt(i);
        }

        _slots = larger;
        _only = null;
        _head = 0;
    }
}
