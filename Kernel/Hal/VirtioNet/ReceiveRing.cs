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
    private readonly MergedFrame? _merged;
    private readonly int _headerLength;

    // The header's length where it has a descriptor of its own, else 0.
    private readonly int _split;

    // How many buffers, from this one on, are lent as one frame.
    private readonly int[] _lent;

    private ReceiveRing(SplitQueue queue, FrameSlots slots, LinkSetup setup, VirtioNetCounters counters)
    {
        _queue = queue;
        _slots = slots;
        _counters = counters;
        _headerLength = setup.HeaderLength;
        _split = setup.SplitsHeader ? setup.HeaderLength : 0;
        _merged = setup.MergesBuffers ? new MergedFrame(slots) : null;
        _lent = new int[slots.Count + 1];
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
        queue.FeedsDevice = true;
        if (FrameSlots.Allocate(hardware, setup.BuffersFor(queue), setup.SlotLength) is { } slots)
            return new ReceiveRing(queue, slots, setup, counters);
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
            if (used.Length > _headerLength)
            {
                ReadOnlySpan<byte> bytes = _slots.Bytes(slot, used.Length);
                header = FrameHeader.Read(_slots.Bytes(slot, FrameHeader.Length));
                if (header.BufferCount <= 1 || _merged is null)
                {
                    frame = bytes[_headerLength..];
                    Lend(slot, buffers: 1, frame.Length);
                    return true;
                }

                if (TryTakeMerged(_merged, used, header.BufferCount, out slot, out frame))
                    return true;
                if (_queue.Fault != QueueFault.None)
                    return false;
                continue;
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
        int buffers = _lent[slot];
        if (buffers == 0)
            throw new InvalidOperationException("A received frame was disposed twice.");
        _lent[slot] = 0;
        Lent -= buffers;
        if (slot == MergedFrame.SlotOf(_slots))
            return;
        for (int i = 0; i < buffers; i++)
            Offer(slot + i);
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

    // 5.1.6.4.1: the device gives back all the buffers of a frame together, so that one which has not is broken.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeMerged(MergedFrame merged, UsedBuffer first, int count, out int slot, out ReadOnlySpan<byte> frame)
    {
        slot = 0;
        frame = default;
        merged.Begin(first);
        for (int i = 1; i < count; i++)
        {
            if (!_queue.TryTake(out UsedBuffer next))
            {
                _queue.Break(QueueFault.ContentUnusable);
                return false;
            }

            merged.Add(next);
        }

        bool isUsable = merged.IsUsable;
        bool isCopied = isUsable && !merged.IsInOnePiece;
        slot = isCopied ? MergedFrame.SlotOf(_slots) : first.Token;
        if (isUsable && _lent[slot] == 0)
        {
            frame = isCopied ? merged.Copy() : merged.Whole();
            Lend(slot, isCopied ? 1 : count, frame.Length);
        }
        else
        {
            _counters.CountReceiveError();
            isCopied = true;
        }

        for (int i = 0; isCopied && i < count; i++)
            Offer(merged[i].Token);
        return !frame.IsEmpty;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Lend(int slot, int buffers, int length)
    {
        _lent[slot] = buffers;
        Lent += buffers;
        _counters.CountReceived(length);
    }

    private void OfferAll()
    {
        for (int slot = 0; slot < _slots.Count; slot++)
            Offer(slot);
    }

    // There is a slot for each descriptor at most, so this fails only for a broken queue, which a restart fills anew.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Offer(int slot)
    {
        QueueBuffer buffer = _slots.Incoming(slot);
        if (_split == 0)
            _queue.TryAdd(buffer, slot);
        else
            _queue.TryAdd([buffer.Slice(0, _split), buffer.Slice(_split)], slot);
    }
}
