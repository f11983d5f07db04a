using System;
using System.Runtime.CompilerServices;

namespace Sabos.Hal.E1000;

/// <summary>
/// Room for outgoing frames of any length in a ring of DMA memory. Frames are sent in the order in which they were queued, so that theirs comes back in that order.
/// </summary>
internal sealed class TransmitRoom : IDisposable
{
    // A cache line: no two frames share one.
    private const int Alignment = 64;

    private readonly DmaMemory _memory;
    private readonly int[] _starts;

    // Frames numbered through: from the oldest that has room to the next one.
    private uint _oldest;
    private uint _next;
    private int _tail;

    private TransmitRoom(DmaMemory memory, int frames)
    {
        _memory = memory;
        _starts = new int[frames];
    }

    /// <summary>Room for so many bytes; null if memory is short.</summary>
    /// <param name="hardware">Where the memory comes from.</param>
    /// <param name="bytes">In all.</param>
    /// <param name="frames">How many frames at a time, at most; a power of two.</param>
    public static TransmitRoom? Allocate(IHardware hardware, int bytes, int frames) =>
        hardware.AllocateDma(bytes) is { } memory ? new TransmitRoom(memory, frames) : null;

    private int NewestStart => _starts[(_next - 1) & (_starts.Length - 1)];

    /// <summary>The newest frame, as the controller knows it.</summary>
    public ulong NewestAddress => _memory.PhysicalAddress + (ulong)NewestStart;

    /// <summary>Room behind that of the newest frame. False: there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length)
    {
        int needed = (length + Alignment - 1) & -Alignment;
        if (_next - _oldest == (uint)_starts.Length || !TryPlace(needed, out int start))
            return false;

        _starts[_next++ & (_starts.Length - 1)] = start;
        _tail = start + needed;
        return true;
    }

    /// <summary>The newest frame's bytes.</summary>
    public Span<byte> Newest(int length) => _memory.Span.Slice(NewestStart, length);

    /// <summary>Takes the newest frame's room back.</summary>
    public void CancelNewest()
    {
        _tail = NewestStart;
        _next--;
    }

    /// <summary>Takes the oldest frame's room back.</summary>
    public void ReleaseOldest() => _oldest++;

    /// <summary>Takes everything back.</summary>
    public void Clear() => _oldest = _next;

    public void Dispose() => _memory.Dispose();

    // From the start again when all is free: that memory was used last.
    private bool TryPlace(int needed, out int start)
    {
        start = 0;
        if (_oldest == _next)
            return needed <= _memory.Length;
        int head = _starts[_oldest & (_starts.Length - 1)];
        if (_tail <= head)
        {
            start = _tail;
            return head - _tail >= needed;
        }

        if (_memory.Length - _tail < needed)
            return head >= needed;
        start = _tail;
        return true;
    }
}
