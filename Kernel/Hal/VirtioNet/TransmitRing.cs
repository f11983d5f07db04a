using System;
using System.Runtime.CompilerServices;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The transmit queue and its buffers (virtio 1.2, 5.1.6.2). Completed frames are reclaimed when there is a reason to: at a flush, or when no buffer is
/// free. Only in the last case is an interrupt asked for, so that a device that keeps up never raises one.
/// </summary>
internal sealed class TransmitRing : IDisposable
{
    private const int Number = 1;

    // Frames of the greatest length for which there is room at a time, whatever the queue's size.
    private const int LongestInFlight = 2;

    private readonly SplitQueue _queue;
    private readonly TransmitBuffers _buffers;
    private readonly VirtioNetCounters _counters;

    // The header's length where it has a descriptor of its own, else 0.
    private readonly int _split;

    // Somebody was refused room since the last flush.
    private bool _isRoomWanted;

    private TransmitRing(SplitQueue queue, TransmitBuffers buffers, LinkSetup setup, VirtioNetCounters counters)
    {
        _queue = queue;
        _buffers = buffers;
        _counters = counters;
        _split = setup.SplitsHeader ? setup.HeaderLength : 0;
        FrameCapacity = setup.TransmitCapacity;
    }

    /// <summary>Buffers neither reserved nor with the device.</summary>
    public int Free => _buffers.Free;

    /// <summary>Buffers with the device.</summary>
    public int InFlight => _queue.InFlight;

    /// <summary>Bytes of the longest frame.</summary>
    public int FrameCapacity { get; }

    public QueueFault Fault => _queue.Fault;

    /// <summary>Opens queue 1 (5.1.2) and its buffers; null if the device refuses it or memory is short.</summary>
    public static TransmitRing? Open(IHardware hardware, IVirtioTransport transport, LinkSetup setup, int vector, VirtioNetCounters counters)
    {
        SplitQueue? queue = SplitQueue.Open(hardware, transport, Number, VirtioNetDevice.LargestQueue, setup.UsesEventIndex, vector);
        if (queue is null)
            return null;
        int count = setup.BuffersFor(queue);
        int bytes = Math.Max(count * setup.SlotLength, LongestInFlight * (setup.TransmitCapacity + setup.HeaderLength));
        if (TransmitBuffers.Allocate(hardware, count, bytes, setup.HeaderLength) is { } buffers)
            return new TransmitRing(queue, buffers, setup, counters);
        queue.Dispose();
        return null;
    }

    /// <summary>Reserves a buffer. False if there is no room, and the device has been asked to interrupt once a quarter of what it has is done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, TransmitOffload offload, out int slot, out Span<byte> frame) =>
        _buffers.TryReserve(length, offload, out slot, out frame) || TryReserveAfterAll(length, offload, out slot, out frame);

    /// <summary>Queues a reserved buffer, of which the device hears at the next <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Queue(int slot)
    {
        QueueBuffer buffer = _buffers.Complete(slot);
        if (_split == 0 ? _queue.TryAdd(buffer, slot) : _queue.TryAdd([buffer.Slice(0, _split), buffer.Slice(_split)], slot))
            _counters.CountSent(_buffers.FrameLength(slot));
        else
            Drop(slot);
    }

    /// <summary>Takes a reserved buffer back unsent.</summary>
    public void Cancel(int slot) => _buffers.Release(slot);

    /// <summary>Rings the doorbell for all that was queued, if the device wants it rung, and reclaims what it has sent.</summary>
    /// <returns>False: whoever was refused room is to try again. Otherwise the device has been asked to interrupt when there is some, if anybody was.</returns>
    public bool Flush()
    {
        _queue.Notify();
        Reclaim();
        if (!_isRoomWanted)
            return true;

        // What was taken back since then has withdrawn the request, and others may have taken its room.
        _isRoomWanted = false;
        return RequestRoom();
    }

    /// <summary>Whether the device has frames that it has not sent; if so, it has been asked to interrupt when it has sent them all.</summary>
    public bool HasUnsent()
    {
        Reclaim();
        if (_queue.InFlight > 0 && !_queue.RequestInterrupt(after: _queue.InFlight))
            Reclaim();
        return _queue.InFlight > 0;
    }

    /// <summary>Starts again after a reset of the device; the frames it held are lost. No buffer may be reserved.</summary>
    public bool Restart(int vector)
    {
        _counters.CountDropped(_queue.InFlight);
        _buffers.Clear();
        _isRoomWanted = false;
        return _queue.Restart(vector);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _buffers.Dispose();
    }

    private bool TryReserveAfterAll(int length, TransmitOffload offload, out int slot, out Span<byte> frame)
    {
        Reclaim();
        if (_buffers.TryReserve(length, offload, out slot, out frame))
            return true;

        // The device hears of what is queued by the flush that ends the owner's round, before it sleeps.
        if (!RequestRoom())
        {
            Reclaim();
            if (_buffers.TryReserve(length, offload, out slot, out frame))
                return true;
        }

        _counters.CountTransmitStall();
        _isRoomWanted = true;
        return false;
    }

    // False: there is room, or so much has been done that there will be.
    private bool RequestRoom() => _queue.InFlight > 0 && _queue.RequestInterrupt(after: Math.Max(1, _queue.InFlight / 4));

    private void Reclaim()
    {
        while (_queue.TryTake(out UsedBuffer used))
            _buffers.Release(used.Token);
    }

    private void Drop(int slot)
    {
        _counters.CountDropped(1);
        Cancel(slot);
    }
}
