using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Sabos.Hal.E1000;

/// <summary>
/// The receive ring and its buffers (3.2.6). Each descriptor has a buffer of its own, which is with the controller, or ours: lent to the stack, or given back and
/// waiting for those before it, as the controller takes descriptors in turn. One of them always waits: a ring offered whole would look like one not offered at all.
/// </summary>
internal sealed unsafe class ReceiveRing : IDisposable
{
    public const int Size = 256;

    // RCTL.BSIZE; longer than any frame that the controller lets pass without RCTL.LPE: 1,522 bytes.
    private const int BufferLength = 2048;

    // How many buffers are given back at a time: the controller never has fewer than the rest.
    private const int Batch = Size / 8;

    private readonly RegisterBlock _registers;
    private readonly DmaMemory _descriptorMemory;
    private readonly DmaMemory _buffers;
    private readonly ulong* _descriptors;
    private readonly E1000Counters _counters;
    private readonly SlotState[] _slots = new SlotState[Size];

    // The descriptor that is done next, the first that is not the controller's, and the latter as it was told.
    private int _next;
    private int _tail;
    private int _toldTail;
    private bool _isInsideFrame;

    // Buffers in a row that held no frame.
    private int _rubbish;

    private ReceiveRing(RegisterBlock registers, DmaMemory descriptorMemory, DmaMemory buffers, E1000Counters counters)
    {
        _registers = registers;
        _descriptorMemory = descriptorMemory;
        _buffers = buffers;
        _counters = counters;

        // SAFETY: Locate has checked the range; the memory lives until Dispose, after which the ring is not used.
        _descriptors = descriptorMemory.Locate<ulong>(0, Size * ReceiveDescriptor.Length / sizeof(ulong));
    }

    private enum SlotState : byte
    {
        /// <summary>Given back; the controller does not have it yet.</summary>
        Waiting,
        Offered,
        Lent,
    }

    /// <summary>Buffers lent to the stack.</summary>
    public int Lent { get; private set; }

    /// <summary>Buffers with the controller.</summary>
    public int Offered => (_tail - _next) & (Size - 1);

    /// <summary>The controller has filled a whole ring with rubbish, which none that works does.</summary>
    public bool IsBroken => _rubbish >= Size;

    /// <summary>Allocates the ring; null if memory is short.</summary>
    public static ReceiveRing? Allocate(IHardware hardware, RegisterBlock registers, E1000Counters counters)
    {
        if (hardware.AllocateDma(Size * ReceiveDescriptor.Length) is not { } descriptors)
            return null;
        if (hardware.AllocateDma(Size * BufferLength) is { } buffers)
            return new ReceiveRing(registers, descriptors, buffers, counters);
        descriptors.Dispose();
        return null;
    }

    /// <summary>Gives the controller, whose receiver is off, an empty ring. No buffer may be lent.</summary>
    public void Start()
    {
        _next = _tail = _toldTail = 0;
        _isInsideFrame = false;
        _rubbish = 0;
        Array.Fill(_slots, SlotState.Waiting);
        _registers.WriteQword(Register.ReceiveBase, _descriptorMemory.PhysicalAddress);
        _registers.WriteDword(Register.ReceiveLength, Size * ReceiveDescriptor.Length);
        _registers.WriteDword(Register.ReceiveHead, 0);
        _registers.WriteDword(Register.ReceiveTail, 0);
    }

    /// <summary>Offers the buffers, once the receiver is on (14.4).</summary>
    public void Fill()
    {
        Offer();
        Tell();
    }

    /// <summary>Takes the next whole frame, if there is one; what is damaged goes back at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int slot, out ReceiveDescriptor descriptor, out ReadOnlySpan<byte> frame)
    {
        while (_next != _tail && !IsBroken)
        {
            slot = _next;

            // SAFETY: the index is below Size. DD is written last, and what was written before it is read after it.
            descriptor = new ReceiveDescriptor(Volatile.Read(ref _descriptors[(slot * 2) + 1]));
            if (!descriptor.IsDone)
                break;

            _next = (slot + 1) & (Size - 1);
            if (IsUsable(descriptor))
            {
                _slots[slot] = SlotState.Lent;
                Lent++;
                _rubbish = 0;
                frame = _buffers.Span.Slice(slot * BufferLength, descriptor.FrameLength);
                _counters.CountReceived(frame.Length);
                return true;
            }

            _rubbish++;
            _slots[slot] = SlotState.Waiting;
            Offer();
        }

        slot = 0;
        descriptor = default;
        frame = default;
        return false;
    }

    /// <summary>Takes a lent buffer back.</summary>
    /// <exception cref="InvalidOperationException">The buffer is not lent: giving it back twice would give the controller a buffer in use.</exception>
    public void Release(int slot)
    {
        if (_slots[slot] != SlotState.Lent)
            throw new InvalidOperationException("A received frame was disposed twice.");
        _slots[slot] = SlotState.Waiting;
        Lent--;
        Offer();
    }

    /// <summary>Tells the controller of the buffers that were given back, when they are worth it.</summary>
    public void Flush()
    {
        if (((_tail - _toldTail) & (Size - 1)) >= Batch)
            Tell();
    }

    public void Dispose()
    {
        _descriptorMemory.Dispose();
        _buffers.Dispose();
    }

    private bool IsUsable(ReceiveDescriptor descriptor)
    {
        bool wasInsideFrame = _isInsideFrame;
        _isInsideFrame = !descriptor.EndsFrame;
        if (!_isInsideFrame && !wasInsideFrame && !descriptor.IsDamaged && descriptor.FrameLength is > 0 and <= BufferLength)
            return true;

        // Of a frame in several buffers, which none that may be sent here needs, the last one counts.
        if (!_isInsideFrame)
            _counters.CountReceiveError();
        return false;
    }

    // Both halves are written: the controller may have changed either.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Offer()
    {
        while (_slots[_tail] == SlotState.Waiting && ((_tail + 1) & (Size - 1)) != _next)
        {
            _descriptors[_tail * 2] = _buffers.PhysicalAddress + (ulong)(_tail * BufferLength);
            _descriptors[(_tail * 2) + 1] = 0;
            _slots[_tail] = SlotState.Offered;
            _tail = (_tail + 1) & (Size - 1);
        }
    }

    // The store to the register comes after those to the descriptors (14.4).
    private void Tell()
    {
        _toldTail = _tail;
        _registers.WriteDword(Register.ReceiveTail, (uint)_tail);
    }
}
