using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The memory of all TCP buffers, in chunks of one size, with a limit for all of them together. Chunks given back are kept for the next
/// buffer up to a bound; beyond it they return to the garbage collector.
/// </summary>
internal sealed class ChunkPool
{
    /// <summary>Bytes in a chunk.</summary>
    public const int ChunkSize = 4096;

    private readonly int _limit;
    private readonly int _pressure;
    private readonly ChunkSlot[] _free;
    private int _freeCount;

    /// <param name="limit">The most chunks lent at a time to buffers that have one already.</param>
    /// <param name="kept">The most free chunks to keep.</param>
    public ChunkPool(int limit, int kept)
    {
        _limit = limit;
        _pressure = limit - (limit / 4);
        _free = new ChunkSlot[kept];
    }

    /// <summary>Chunks lent now.</summary>
    public int Lent { get; private set; }

    /// <summary>Whether a buffer may only have its first chunk.</summary>
    public bool IsExhausted => Lent >= _limit;

    /// <summary>More than three quarters are lent: no buffer should grow.</summary>
    public bool IsUnderPressure
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lent >= _pressure;
    }

    /// <summary>
    /// Bytes that one buffer should hold at most now. Under pressure it is enough to keep a connection going, so that those that hold much give
    /// back before the rest have nothing.
    /// </summary>
    public int Allowance => !IsUnderPressure ? int.MaxValue : IsExhausted ? ChunkSize : 4 * ChunkSize;

    /// <summary>Lends a chunk, whose content is undefined.</summary>
    /// <param name="first">
    /// The buffer has none yet: it gets one whatever the limit says, so that every connection can always make progress; the number of
    /// connections bounds these.
    /// </param>
    /// <returns>The chunk; null: there is none now.</returns>
    public byte[]? TryRent(bool first)
    {
        if (IsExhausted && !first)
        {
            return null;
        }

        Lent++;
        return _freeCount > 0 ? _free[--_freeCount].Chunk : GC.AllocateUninitializedArray<byte>(ChunkSize);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(byte[] chunk)
    {
        Lent--;
        if (_freeCount < _free.Length)
        {
            _free[_freeCount++].Chunk = chunk;
        }
    }
}
