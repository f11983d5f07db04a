using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Hal.Virtio;

/// <summary>
/// The driver's side of a split virtqueue (virtio 1.2, 2.7). The rings are shared with the device, which may be hostile: the driver writes
/// descriptors but never reads them back, keeps its own shadow of what is in flight, and checks every used index, id and length against it.
/// A violation breaks the queue: from then on it yields nothing until <see cref="Restart"/>. One thread uses a queue. Nothing allocates
/// after construction.
/// </summary>
public sealed unsafe class SplitQueue : IDisposable
{
    // virtio 1.2, 2.7.5, 2.7.6, 2.7.8.
    private const ushort ChainContinues = 1;
    private const ushort DeviceWrites = 2;
    private const ushort NoInterrupt = 1;
    private const ushort NoNotify = 1;

    private readonly IVirtioTransport _transport;
    private readonly DmaMemory _memory;
    private readonly int _number;
    private readonly int _size;
    private readonly bool _eventIndex;
    private readonly Chain[] _chains;

    private Descriptor* _descriptors;
    private ushort* _available;
    private ushort* _used;

    private int _freeHead;
    private int _free;
    private int _inFlight;
    private ushort _availableIndex;
    private ushort _notifiedIndex;
    private ushort _usedIndex;

    // Chains since the doorbell rang last, those of the whole ring at most: a device that polls lets the indices pass whole rounds without it.
    private int _unrung;
    private bool _interruptRequested;

    private SplitQueue(IVirtioTransport transport, DmaMemory memory, QueueLayout layout, int number, bool eventIndex)
    {
        _transport = transport;
        _memory = memory;
        _number = number;
        _size = layout.Size;
        _eventIndex = eventIndex;
        _chains = new Chain[layout.Size];

        // SAFETY: Locate checks that each area lies inside the memory, which this object owns until Dispose clears the pointers.
        // Every index into them below is masked by, or was checked against, the size.
        _descriptors = memory.Locate<Descriptor>(0, _size);
        _available = memory.Locate<ushort>(layout.AvailableOffset, _size + 3);
        _used = memory.Locate<ushort>(layout.UsedOffset, (_size * QueueLayout.UsedElementLength / sizeof(ushort)) + 3);
        Clear();
    }

    /// <summary>Number of descriptors.</summary>
    public int Size => _size;

    /// <summary>
    /// The device takes chains when something comes from outside, and takes nothing in while it has none. So it is told of new ones when it had few left, though
    /// it seems not to wish it: where fences are left out (<see cref="RequestInterrupt"/>) the wish may be there, and nothing would make us look again.
    /// </summary>
    public bool FeedsDevice { get; set; }

    /// <summary>Descriptors free for chains to add.</summary>
    public int Free => _free;

    /// <summary>Chains the device has not given back.</summary>
    public int InFlight => _inFlight;

    /// <summary>How the device broke the queue, if it did.</summary>
    public QueueFault Fault { get; private set; }

    // The event index fields lie behind the rings (2.7.7.2, 2.7.10).
    private ref ushort UsedEvent => ref _available[2 + _size];

    private ref ushort AvailableEvent => ref _used[2 + (_size * QueueLayout.UsedElementLength / sizeof(ushort))];

    /// <summary>
    /// Allocates a queue of the device's size, at most <paramref name="largest"/> where the device leaves the choice, and gives it to the device.
    /// Null if the device has no such queue or refuses it, its size makes no sense, or memory is short.
    /// </summary>
    /// <param name="hardware">Where the memory comes from.</param>
    /// <param name="transport">The device, between FEATURES_OK and DRIVER_OK.</param>
    /// <param name="number">The queue's number.</param>
    /// <param name="largest">The most descriptors wanted, a power of two.</param>
    /// <param name="eventIndex">Whether VIRTIO_F_EVENT_IDX was negotiated.</param>
    /// <param name="vector">The interrupt vector for used buffers.</param>
    public static SplitQueue? Open(IHardware hardware, IVirtioTransport transport, int number, int largest, bool eventIndex, int vector)
    {
        int offered = transport.ReadQueueSize(number);
        int size = transport.IsLegacy ? offered : Math.Min(offered, largest);
        if (offered is <= 0 or > QueueLayout.LargestSize || (transport.IsLegacy && !int.IsPow2(offered)))
            return null;
        QueueLayout layout = new(1 << int.Log2(size));
        if (hardware.AllocateDma(layout.Length) is not { } memory)
            return null;
        SplitQueue queue = new(transport, memory, layout, number, eventIndex);
        if (queue.TryAttach(vector))
            return queue;
        queue.Dispose();
        return null;
    }

    /// <summary>Empties the queue and gives it to the device anew. The device has just been reset: it holds none of the buffers any more.</summary>
    public bool Restart(int vector)
    {
        Clear();
        return TryAttach(vector);
    }

    /// <summary>
    /// Makes a chain available: the buffers the device reads first, then those it writes (2.7.4.2). False if there are not enough
    /// free descriptors, or the queue is broken.
    /// </summary>
    /// <param name="buffers">One buffer or more.</param>
    /// <param name="token">What <see cref="TryTake"/> is to call the chain.</param>
    public bool TryAdd(ReadOnlySpan<QueueBuffer> buffers, int token)
    {
        if (buffers.Length > _free || buffers.IsEmpty || Fault != QueueFault.None)
            return false;

        int head = _freeHead;
        int current = head;
        int writable = 0;
        for (int i = 0; i < buffers.Length; i++)
        {
            ref readonly QueueBuffer buffer = ref buffers[i];
            int next = _chains[current].Next;
            bool last = i == buffers.Length - 1;
            _descriptors[current] = new Descriptor
            {
                Address = buffer.Address,
                Length = (uint)buffer.Length,
                Flags = (ushort)((last ? 0 : ChainContinues) | (buffer.DeviceWrites ? DeviceWrites : 0)),
                Next = last ? (ushort)0 : (ushort)next,
            };
            if (buffer.DeviceWrites)
                writable += buffer.Length;
            if (last)
                _freeHead = next;
            else
                current = next;
        }

        _chains[head].Length = buffers.Length;
        _chains[head].Last = current;
        _chains[head].Writable = writable;
        _chains[head].Token = token;
        MakeAvailable(head, buffers.Length);
        return true;
    }

    /// <summary>Makes one buffer available, as frames are. False if there is no free descriptor, or the queue is broken.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="token">What <see cref="TryTake"/> is to call it.</param>
    public bool TryAdd(in QueueBuffer buffer, int token)
    {
        if (_free == 0 || Fault != QueueFault.None)
            return false;

        int head = _freeHead;
        ref Chain chain = ref _chains[head];
        _freeHead = chain.Next;
        Descriptor* descriptor = _descriptors + head;
        descriptor->Address = buffer.Address;
        descriptor->Length = (uint)buffer.Length;
        descriptor->Flags = buffer.DeviceWrites ? DeviceWrites : (ushort)0;
        descriptor->Next = 0;
        chain.Length = 1;
        chain.Last = head;
        chain.Writable = buffer.DeviceWrites ? buffer.Length : 0;
        chain.Token = token;
        MakeAvailable(head, 1);
        return true;
    }

    /// <summary>
    /// Rings the doorbell if chains were added since the last time and the device wants to hear of them (2.7.10). Adding many chains
    /// and notifying once is the point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Notify()
    {
        if (_availableIndex != _notifiedIndex)
            NotifyOfAdded();
    }

    private void NotifyOfAdded()
    {
        ushort old = _notifiedIndex;
        _notifiedIndex = _availableIndex;
        _unrung = Math.Min(_unrung + (ushort)(_availableIndex - old), _size);

        // 2.7.13.4.1: the index must be visible before the device's wish is read; only a full fence orders a store before a load.
        Interlocked.MemoryBarrier();
        if (!DeviceWantsDoorbell && !(FeedsDevice && WasRunningLow(old)))
            return;
        _unrung = 0;
        _transport.Notify(_number);
    }

    /// <summary>Takes the next chain that the device has given back, if there is one and it is one of ours.</summary>
    public bool TryTake(out UsedBuffer used)
    {
        used = default;
        if (Fault != QueueFault.None)
            return false;

        // 2.7.14: the acquire load of the index orders the element's load behind it.
        int pending = (ushort)(Volatile.Read(ref _used[1]) - _usedIndex);
        if (pending == 0)
            return false;
        if (pending > _inFlight)
            return Broken(QueueFault.UsedIndexOutOfRange);

        // Each word of the element is read once: the device may change it between check and use.
        ref uint element = ref ((uint*)(_used + 2))[(_usedIndex & (_size - 1)) * 2];
        uint head = Volatile.Read(ref element);
        uint length = Volatile.Read(ref *((uint*)(_used + 2) + ((_usedIndex & (_size - 1)) * 2) + 1));
        if (head >= (uint)_size)
            return Broken(QueueFault.DescriptorOutOfRange);
        ref Chain chain = ref _chains[head];
        if (chain.Length == 0)
            return Broken(QueueFault.DescriptorNotInFlight);

        // Nothing can have been written to a chain the device only reads, and nobody looks at such a length: some devices report the bytes read.
        if (chain.Writable == 0)
            length = 0;
        if (length > (uint)chain.Writable)
            return Broken(QueueFault.LengthOutOfRange);

        used = new UsedBuffer(chain.Token, (int)length);
        Reclaim(ref chain, (int)head);
        _usedIndex++;
        if (_interruptRequested)
            WithdrawInterrupt();
        return true;
    }

    /// <summary>
    /// Asks for one interrupt once <paramref name="after"/> more chains have been used, and looks again (2.7.7): a chain used before the device could
    /// see the request raises none. One request yields one interrupt; taking a chain withdraws it. Without VIRTIO_F_EVENT_IDX the
    /// interrupt comes with the first chain.
    /// </summary>
    /// <returns>False if that many chains wait to be taken already: take them instead of sleeping.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool RequestInterrupt(int after = 1)
    {
        if (Fault != QueueFault.None)
            return true;
        _interruptRequested = true;
        if (_eventIndex)
            Volatile.Write(ref UsedEvent, (ushort)(_usedIndex + after - 1));
        else
            Volatile.Write(ref _available[0], 0);

        // The request must be visible before the used index is read again. That takes more than a fence: QEMU before 8.0 leaves it out for a machine of one
        // processor, and the interrupt is lost. Reading a register of the device orders both everywhere.
        _ = _transport.Status;
        return (ushort)(Volatile.Read(ref _used[1]) - _usedIndex) < after;
    }

    /// <summary>Declares the queue broken, for what the driver found in its buffers.</summary>
    public void Break(QueueFault fault) => Fault = fault;

    /// <summary>Frees the memory. The device must have been reset, or must be about to go away with the machine.</summary>
    public void Dispose()
    {
        Fault = QueueFault.Closed;
        _descriptors = null;
        _available = null;
        _used = null;
        _memory.Dispose();
    }

    // 2.7.13.3.1: the device must see descriptors and ring entry before it sees the index. The release store orders them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MakeAvailable(int head, int descriptors)
    {
        _free -= descriptors;
        _inFlight++;
        _available[2 + (_availableIndex & (_size - 1))] = (ushort)head;
        _availableIndex++;
        Volatile.Write(ref _available[1], _availableIndex);
    }

    private bool TryAttach(int vector)
        => _transport.TryEnableQueue(_number, new QueueLayout(_size).At(_memory.PhysicalAddress), vector);

    private bool Broken(QueueFault fault)
    {
        Break(fault);
        return false;
    }

    private void Clear()
    {
        _memory.Span.Clear();
        for (int i = 0; i < _size; i++)
            _chains[i] = new Chain { Next = i + 1 };
        _freeHead = 0;
        _free = _size;
        _inFlight = 0;
        _availableIndex = 0;
        _notifiedIndex = 0;
        _unrung = 0;
        _usedIndex = 0;
        Fault = QueueFault.None;
        WithdrawInterrupt();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reclaim(ref Chain chain, int head)
    {
        _chains[chain.Last].Next = _freeHead;
        _freeHead = head;
        _free += chain.Length;
        _inFlight--;
        chain.Length = 0;
    }

    // 2.7.10. What is new to the device began where the doorbell rang last, not with this notification: a wish that the one before missed, for want of the fence
    // (RequestInterrupt), is seen now. A wish older than the ring's size has been overtaken by the device.
    private bool DeviceWantsDoorbell => _eventIndex
        ? (ushort)(_availableIndex - Volatile.Read(ref AvailableEvent) - 1) < _unrung
        : (Volatile.Read(ref _used[0]) & NoNotify) == 0;

    // Of the chains before that index the device has used all but few.
    private bool WasRunningLow(ushort index) => (short)(index - Volatile.Read(ref _used[1])) < _size / 4;

    // With event indices the index asked for is behind already; one that is a whole round behind keeps the device silent from the start.
    private void WithdrawInterrupt()
    {
        _interruptRequested = false;
        if (_eventIndex)
            Volatile.Write(ref UsedEvent, (ushort)(_usedIndex - 1));
        else
            Volatile.Write(ref _available[0], NoInterrupt);
    }

    /// <summary>An entry of the descriptor table (2.7.5). 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public ulong Address;
        public uint Length;
        public ushort Flags;
        public ushort Next;
    }

    /// <summary>The shadow of one descriptor. Next links the free ones, and those of a chain; the rest tells of the chain that starts here.</summary>
    private struct Chain
    {
        public int Next;
        public int Last;
        public int Length;
        public int Writable;
        public int Token;
    }
}
