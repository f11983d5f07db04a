using System;
using System.Runtime.CompilerServices;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The transmit queue and its buffers (virtio 1.2, 5.1.6.2). Completed frames are reclaimed when there is a reason to: at a flush, or when no buffer is
/// free. Only in the last case is an interrupt asked for, so that a device that keeps up never raises one.
/// </summary>
internal sealed class TransmitRing : IDisposable
{
    private const int Number = 1;

    private readonly SplitQueue _queue;
    private readonly FrameSlots _slots;
    private readonly VirtioNetCounters _counters;

    // The most recently used slot is lent first: it is the one most likely still cached.
    private readonly int[] _free;
    private readonly int[] _lengths;
    private int _freeCount;

    private TransmitRing(SplitQueue queue, FrameSlots slots, VirtioNetCounters counters)
    {
        _queue = queue;
        _slots = slots;
        _counters = counters;
        _free = new int[slots.Count];
        _lengths = new int[slots.Count];
        FreeAll();
    }

    /// <summary>Buffers neither reserved nor with the device.</summary>
    public int Free => _freeCount;

    /// <summary>Buffers with the device.</summary>
    public int InFlight => _queue.InFlight;

    public int FrameCapacity => _slots.FrameCapacity;

    public QueueFault Fault => _queue.Fault;

    /// <summary>Opens queue 1 (5.1.2) and its buffers; null if the device refuses it or memory is short.</summary>
    public static TransmitRing? Open(IHardware hardware, IVirtioTransport transport, LinkSetup setup, int vector, VirtioNetCounters counters)
    {
        SplitQueue? queue = SplitQueue.Open(hardware, transport, Number, VirtioNetDevice.LargestQueue, setup.UsesEventIndex, vector);
        if (queue is null)
            return null;
        if (FrameSlots.Allocate(hardware, queue.Size, setup.SlotLength) is { } slots)
            return new TransmitRing(queue, slots, counters);
        queue.Dispose();
        return null;
    }

    /// <summary>Reserves a buffer. False if all are with the device, which has then been asked to interrupt once a quarter of them is done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, out int slot, out Span<byte> frame)
    {
        if (_freeCount == 0 && !TryMakeRoom())
        {
            slot = 0;
            frame = default;
            _counters.CountTransmitStall();
            return false;
        }

        slot = _free[--_freeCount];
        _lengths[slot] = length;
        frame = _slots.Frame(slot, length);
        return true;
    }

    /// <summary>Queues a reserved buffer, of which the device hears at the next <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Queue(int slot)
    {
        if (_queue.TryAdd(_slots.Outgoing(slot, _lengths[slot]), slot))
            _counters.CountSent(_lengths[slot]);
        else
            Drop(slot);
    }

    /// <summary>Takes a reserved buffer back unsent.</summary>
    public void Cancel(int slot) => _free[_freeCount++] = slot;

    /// <summary>Rings the doorbell for all that was queued, if the device wants it rung, and reclaims what it has sent.</summary>
    public void Flush()
    {
        _queue.Notify();
        Reclaim();
    }

    /// <summary>Starts again after a reset of the device; the frames it held are lost. No buffer may be reserved.</summary>
    public bool Restart(int vector)
    {
        _counters.CountDropped(_queue.InFlight);
        FreeAll();
        return _queue.Restart(vector);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _slots.Dispose();
    }

    private bool TryMakeRoom()
    {
        Reclaim();
        if (_freeCount > 0)
            return true;

        // The device hears of what is queued by the flush that ends the owner's round, before it sleeps.
        if (!_queue.RequestInterrupt(after: Math.Max(1, _slots.Count / 4)))
            Reclaim();
        return _freeCount > 0;
    }

    private void Reclaim()
    {
        while (_queue.TryTake(out UsedBuffer used))
            _free[_freeCount++] = used.Token;
    }

    private void Drop(int slot)
    {
        _counters.CountDropped(1);
        Cancel(slot);
    }

    private void FreeAll()
    {
        for (_freeCount = 0; _freeCount < _slots.Count; _freeCount++)
            _free[_freeCount] = _freeCount;
    }
}
