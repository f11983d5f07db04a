using System;
using System.Runtime.CompilerServices;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// Room for outgoing frames of any length, one behind the other in a ring of DMA memory: small ones cost little, and a run of segments that the device cuts
/// lies in one piece. Each has a number, and they are given back in the order in which they were reserved, whatever the order in which the device is done.
/// </summary>
internal sealed class TransmitBuffers : IDisposable
{
    // A cache line: no two frames share one.
    private const int Alignment = 64;

    private readonly DmaMemory _memory;
    private readonly int _headerLength;
    private readonly Slot[] _slots;

    // Slots are used in turn: _first is the oldest that is not yet free, _used of them are not.
    private int _first;
    private int _used;
    private int _tail;

    private TransmitBuffers(DmaMemory memory, int count, int headerLength)
    {
        _memory = memory;
        _headerLength = headerLength;
        _slots = new Slot[count];
    }

    /// <summary>Frames at a time, at most.</summary>
    public int Count => _slots.Length;

    /// <summary>Frames neither reserved nor with the device.</summary>
    public int Free { get; private set; }

    /// <summary>Room for this many frames and bytes, headers included; null if memory is short.</summary>
    public static TransmitBuffers? Allocate(IHardware hardware, int count, int bytes, int headerLength)
    {
        if (hardware.AllocateDma(bytes) is not { } memory)
            return null;
        TransmitBuffers buffers = new(memory, count, headerLength);
        buffers.Clear();
        return buffers;
    }

    /// <summary>Reserves room behind a header. False: there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, TransmitOffload offload, out int slot, out Span<byte> frame)
    {
        int needed = (_headerLength + length + Alignment - 1) & -Alignment;
        if (_used == _slots.Length || !TryPlace(needed, out int start))
        {
            slot = 0;
            frame = default;
            return false;
        }

        slot = _first + _used;
        slot -= slot >= _slots.Length ? _slots.Length : 0;
        _slots[slot] = new Slot { Start = start, Length = _headerLength + length, Offload = offload, IsTaken = true };
        _used++;
        Free--;
        _tail = start + needed;
        frame = _memory.Span.Slice(start + _headerLength, length);
        return true;
    }

    /// <summary>Writes the header of a frame that is complete, and names both for the device to read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QueueBuffer Complete(int slot)
    {
        ref Slot taken = ref _slots[slot];
        FrameHeader.Write(_memory.Span.Slice(taken.Start, taken.Length), _headerLength, taken.Offload);
        return new QueueBuffer(_memory.PhysicalAddress + (ulong)taken.Start, taken.Length, DeviceWrites: false);
    }

    /// <summary>Bytes of a frame, without its header.</summary>
    public int FrameLength(int slot) => _slots[slot].Length - _headerLength;

    /// <summary>A frame was sent, or is not to be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int slot)
    {
        _slots[slot].IsTaken = false;
        Free++;
        while (_used > 0 && !_slots[_first].IsTaken)
        {
            _first = _first + 1 == _slots.Length ? 0 : _first + 1;
            _used--;
        }
    }

    /// <summary>Takes all of them back.</summary>
    public void Clear()
    {
        _used = 0;
        Free = _slots.Length;
    }

    public void Dispose() => _memory.Dispose();

    // Behind the last one, or at the start again; from the start, too, when all are free: that memory was used last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPlace(int needed, out int start)
    {
        start = 0;
        if (_used == 0)
            return needed <= _memory.Length;
        int head = _slots[_first].Start;
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

    private struct Slot
    {
        public int Start;
        public int Length;
        public TransmitOffload Offload;
        public bool IsTaken;
    }
}
