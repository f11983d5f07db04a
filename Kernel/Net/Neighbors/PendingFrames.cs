using System;

namespace Sabos.Net;

/// <summary>
/// Frames that wait until their neighbour's address is known, in buffers of a fixed number that are made once. Each neighbour has a share; when
/// that is used up, its oldest frame gives way (RFC 1122 2.3.2.2: the latest at least is kept).
/// </summary>
internal sealed class PendingFrames(ILinkDevice device, IpCounters counters) : IFrameOwner
{
    private const int Capacity = 64;
    private const int PerNeighbor = 48;
    private const int PerStranger = 1;

    private readonly Slot[] _slots = new Slot[Capacity];
    private readonly int _frameLength = device.Capabilities.Mtu + EthernetHeader.Size;
    private int _firstFree = -1;
    private int _made;
    private int _taken;

    /// <summary>No frame waits.</summary>
    public bool IsEmpty => _taken == 0;

    /// <summary>Room for a frame to this neighbour. False: none, or the frame is too long to wait.</summary>
    public bool TryReserve(NeighborEntry neighbor, int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        if (length > _frameLength || !TryTakeSlot(neighbor, out int slot))
        {
            return false;
        }

        ref Slot taken = ref _slots[slot];
        _taken++;
        taken.Neighbor = neighbor;
        taken.Length = length;
        taken.Offload = offload;
        taken.Next = -1;
        frame = new OutgoingFrame(this, slot, taken.Bytes.AsSpan(0, length));
        return true;
    }

    /// <summary>Sends what waits for a neighbour whose address is known now. False: the device has no room for all of it.</summary>
    public bool TrySend(NeighborEntry neighbor)
    {
        while (neighbor.FirstPending >= 0)
        {
            ref Slot slot = ref _slots[neighbor.FirstPending];
            if (!device.TryReserve(slot.Length, slot.Offload, out OutgoingFrame frame))
            {
                return false;
            }

            slot.Bytes.AsSpan(0, slot.Length).CopyTo(frame.Bytes);
            neighbor.Hardware.WriteTo(frame.Bytes);
            frame.Dispose();
            RemoveFirst(neighbor);
        }

        return true;
    }

    /// <summary>Drops what waits for a neighbour, telling the solicitor of each packet if there is one to tell.</summary>
    public void Drop(NeighborEntry neighbor, INeighborSolicitor? told)
    {
        while (neighbor.FirstPending >= 0)
        {
            ref Slot slot = ref _slots[neighbor.FirstPending];
            told?.ReportUnreachable(slot.Bytes.AsSpan(EthernetHeader.Size, slot.Length - EthernetHeader.Size));
            RemoveFirst(neighbor);
            counters.OutDiscards++;
        }
    }

    public void QueueOutgoing(int slot)
    {
        NeighborEntry neighbor = _slots[slot].Neighbor!;
        if (neighbor.FirstPending < 0)
        {
            neighbor.FirstPending = slot;
        }
        else
        {
            _slots[neighbor.LastPending].Next = slot;
        }

        neighbor.LastPending = slot;
        neighbor.PendingCount++;
    }

    public void CancelOutgoing(int slot) => Free(slot);

    public void ReleaseReceived(int slot) => throw new NotSupportedException("nothing is received here");

    private bool TryTakeSlot(NeighborEntry neighbor, out int slot)
    {
        if (neighbor.PendingCount >= (neighbor.IsStranger ? PerStranger : PerNeighbor))
        {
            RemoveFirst(neighbor);
            counters.OutDiscards++;
        }

        slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _slots[slot].Next;
            return true;
        }

        if (_made == Capacity)
        {
            return false;
        }

        slot = _made++;
        _slots[slot].Bytes = new byte[_frameLength];
        return true;
    }

    private void RemoveFirst(NeighborEntry neighbor)
    {
        int slot = neighbor.FirstPending;
        neighbor.FirstPending = _slots[slot].Next;
        neighbor.PendingCount--;
        Free(slot);
    }

    private void Free(int slot)
    {
        _taken--;
        _slots[slot].Neighbor = null;
        _slots[slot].Next = _firstFree;
        _firstFree = slot;
    }

    private struct Slot
    {
        public byte[] Bytes;
        public NeighborEntry? Neighbor;
        public TransmitOffload Offload;
        public int Length;
        public int Next;
    }
}
