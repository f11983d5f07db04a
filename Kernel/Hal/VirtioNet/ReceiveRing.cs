using System;
using System.Runtime.CompilerServices;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The receive queue and its buffers (virtio 1.2, 5.1.6.3). A buffer is with the device, or lent to the stack, and never both.
/// </summary>
internal sealed class ReceiveRing : IDisposable
{
    private const int Number = 0;

    private readonly SplitQueue _queue;
    private readonly FrameSlots _slots;
    private readonly VirtioNetCounters _counters;
    private readonly bool[] _lent;

    private ReceiveRing(SplitQueue queue, FrameSlots slots, VirtioNetCounters counters)
    {
        _queue = queue;
        _slots = slots;
        _counters = counters;
        _lent = new bool[slots.Count];
        OfferAll();
    }

    /// <summary>Buffers lent to the stack.</summary>
    public int Lent { get; private set; }

    /// <summary>Buffers with the device.</summary>
    public int Offered => _queue.InFlight;

    public QueueFault Fault => _queue.Fault;

    /// <summary>Opens queue 0 (5.1.2) and fills it with buffers; null if the device refuses it or memory is short.</summary>
    public static ReceiveRing? Open(IHardware hardware, IVirtioTransport transport, LinkSetup setup, int vector, VirtioNetCounters counters)
    {
        SplitQueue? queue = SplitQueue.Open(hardware, transport, Number, VirtioNetDevice.LargestQueue, setup.UsesEventIndex, vector);
        if (queue is null)
            return null;
        if (FrameSlots.Allocate(hardware, queue.Size, setup.SlotLength) is { } slots)
            return new ReceiveRing(queue, slots, counters);
        queue.Dispose();
        return null;
    }

    /// <summary>
    /// Takes the next frame. When there is none, the device is asked to interrupt for the next one, and has been looked at again after that:
    /// whoever sleeps on an answer of false, having observed the event word before asking, misses nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int slot, out FrameHeader header, out ReadOnlySpan<byte> frame)
    {
        // A correct device gives a frame at once; one that gives only rubbish is given up after a ring of it.
        for (int rubbish = 0; rubbish < _slots.Count; rubbish++)
        {
            if (!_queue.TryTake(out UsedBuffer used) && (_queue.RequestInterrupt() || !_queue.TryTake(out used)))
            {
                slot = 0;
                header = default;
                frame = default;
                return false;
            }

            slot = used.Token;
            if (used.Length > FrameHeader.Length)
            {
                ReadOnlySpan<byte> bytes = _slots.Bytes(slot, used.Length);
                header = FrameHeader.Read(bytes);
                frame = bytes[FrameHeader.Length..];
                _lent[slot] = true;
                Lent++;
                _counters.CountReceived(frame.Length);
                return true;
            }

            _counters.CountReceiveError();
            Offer(slot);
        }

        slot = 0;
        header = default;
        frame = default;
        _queue.Break(QueueFault.ContentUnusable);
        return false;
    }

    /// <summary>Gives a lent buffer back to the device, which hears of it at the next <see cref="Notify"/>.</summary>
    /// <exception cref="InvalidOperationException">The buffer is not lent: giving it back twice would hand the device a buffer in use.</exception>
    public void Release(int slot)
    {
        if (!_lent[slot])
            throw new InvalidOperationException("A received frame was disposed twice.");
        _lent[slot] = false;
        Lent--;
        Offer(slot);
    }

    /// <summary>Tells the device of the buffers given back.</summary>
    public void Notify() => _queue.Notify();

    /// <summary>Starts again after a reset of the device. No buffer may be lent.</summary>
    public bool Restart(int vector)
    {
        if (!_queue.Restart(vector))
            return false;
        OfferAll();
        return true;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _slots.Dispose();
    }

    private void OfferAll()
    {
        for (int slot = 0; slot < _slots.Count; slot++)
            Offer(slot);
    }

    // There are as many slots as descriptors, so this fails only for a broken queue, which a restart fills anew.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Offer(int slot) => _queue.TryAdd(_slots.Incoming(slot), slot);
}
