using System;

namespace Sabos.Net;

/// <summary>The device whose frames come back to it. They lie one after the other in one ring of bytes, so that small ones cost little.</summary>
public sealed class LoopbackDevice : ILinkDevice, IFrameOwner
{
    private const int RingSize = 256 * 1024;
    private const int MaxFrames = 1024;

    private readonly Slot[] _slots = new Slot[MaxFrames];
    private byte[] _ring = [];

    // Slots and the ring's bytes are used in turn: _first is the oldest slot not yet free, _next the one to be reserved next.
    private int _first;
    private int _used;
    private int _received;
    private int _tail;
    private long _frames;
    private long _bytes;

    private enum SlotState : byte
    {
        Free,
        Reserved,
        Queued,
        Lent,

        /// <summary>Given back, but an older one is not.</summary>
        Released,
    }

    public LinkCapabilities Capabilities { get; } = new(LinkMedium.Ip, default, Mtu: 16_384, TransmitChecksum: true);

    public bool IsLinkUp => true;

    public LinkStatistics Statistics => new() { ReceivedBytes = _bytes, ReceivedFrames = _frames, SentBytes = _bytes, SentFrames = _frames };

    /// <summary>Frames wait to be received.</summary>
    public bool HasPending
    {
        get
        {
            for (int i = _received; i < _used; i++)
            {
                if (_slots[(_first + i) % MaxFrames].State == SlotState.Queued)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public bool TryReceive(out ReceivedFrame frame)
    {
        while (_received < _used)
        {
            int index = (_first + _received) % MaxFrames;
            ref Slot slot = ref _slots[index];
            if (slot.State == SlotState.Reserved)
            {
                break;
            }

            _received++;
            if (slot.State == SlotState.Queued)
            {
                slot.State = SlotState.Lent;
                _frames++;
                _bytes += slot.Length;

                // What never left memory needs no checksum.
                frame = new ReceivedFrame(this, index, _ring.AsSpan(slot.Offset, slot.Length), checksumVerified: true);
                return true;
            }
        }

        frame = default;
        return false;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        if (_ring.Length == 0)
        {
            _ring = new byte[RingSize];
        }

        if (_used == MaxFrames || !TryPlace(length, out int offset))
        {
            return false;
        }

        int index = (_first + _used) % MaxFrames;
        _used++;
        _slots[index] = new Slot(offset, length, SlotState.Reserved);
        _tail = offset + length;
        frame = new OutgoingFrame(this, index, _ring.AsSpan(offset, length));
        return true;
    }

    public void Flush()
    {
    }

    public void QueueOutgoing(int slot) => _slots[slot].State = SlotState.Queued;

    public void CancelOutgoing(int slot) => Release(slot);

    public void ReleaseReceived(int slot) => Release(slot);

    private void Release(int index)
    {
        _slots[index].State = SlotState.Released;
        while (_used > 0 && _slots[_first].State == SlotState.Released)
        {
            _slots[_first].State = SlotState.Free;
            _first = (_first + 1) % MaxFrames;
            _used--;
            _received = Math.Max(0, _received - 1);
        }
    }

    private bool TryPlace(int length, out int offset)
    {
        offset = 0;
        if (_used == 0)
        {
            return length <= RingSize;
        }

        int head = _slots[_first].Offset;
        if (_tail > head)
        {
            offset = RingSize - _tail >= length ? _tail : 0;
            return offset != 0 || length <= head;
        }

        offset = _tail;
        return head - _tail >= length;
    }

    private record struct Slot(int Offset, int Length, SlotState State);
}
