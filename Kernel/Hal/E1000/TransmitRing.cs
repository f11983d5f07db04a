using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>
/// The transmit ring and the room for its frames (3.4). The last descriptor of each frame is marked by the controller when the frame is sent. It is looked at when
/// there is a reason to: at a flush, or when there is no room; only in the last case is an interrupt wanted.
/// </summary>
internal sealed unsafe class TransmitRing : IDisposable
{
    public const int Size = 256;

    /// <summary>Bytes of the longest frame that is cut into segments: more VirtualBox does not take.</summary>
    public const int LongestFrame = 0xFFF0;

    // Two milliseconds of a gigabit each second, and four of the longest frames.
    private const int RoomLength = 256 * 1024;

    // A descriptor may name up to 16,288 bytes (table 3-9).
    private const int LongestPiece = 8192;

    private readonly RegisterBlock _registers;
    private readonly DmaMemory _memory;
    private readonly TransmitRoom _room;
    private readonly TransmitDescriptor* _descriptors;
    private readonly E1000Counters _counters;

    // For each frame with the controller its last descriptor; frames are numbered through.
    private readonly int[] _ends = new int[Size];
    private uint _oldestFrame;
    private uint _nextFrame;

    // The descriptor to be written next, the oldest that is not free, and the former as the controller was told.
    private int _tail;
    private int _head;
    private int _toldTail;

    // The one frame that is reserved and not yet queued, and what the controller knows of checksums.
    private int _reservedLength;
    private TransmitOffload _reservedOffload;
    private TransmitDescriptor _context;

    private TransmitRing(RegisterBlock registers, DmaMemory memory, TransmitRoom room, E1000Counters counters)
    {
        _registers = registers;
        _memory = memory;
        _room = room;
        _counters = counters;

        // SAFETY: Locate has checked the range; the memory lives until Dispose, after which the ring is not used.
        _descriptors = memory.Locate<TransmitDescriptor>(0, Size);
    }

    /// <summary>Descriptors that are free. One of the ring never is: a full ring would look like an empty one.</summary>
    public int Free => Size - 1 - ((_tail - _head) & (Size - 1));

    /// <summary>Frames with the controller, or about to be.</summary>
    public int InFlight => (int)(_nextFrame - _oldestFrame);

    /// <summary>Frames that the controller is done with, modulo 2^32.</summary>
    public uint Completed => _oldestFrame;

    /// <summary>Allocates the ring; null if memory is short.</summary>
    public static TransmitRing? Allocate(IHardware hardware, RegisterBlock registers, E1000Counters counters)
    {
        if (hardware.AllocateDma(Size * TransmitDescriptor.Length) is not { } memory)
            return null;
        if (TransmitRoom.Allocate(hardware, RoomLength, Size) is { } room)
            return new TransmitRing(registers, memory, room, counters);
        memory.Dispose();
        return null;
    }

    /// <summary>Gives the controller, whose transmitter is off, an empty ring; the frames it held are lost. None may be reserved.</summary>
    public void Start()
    {
        _counters.CountDropped(InFlight);
        _room.Clear();
        _oldestFrame = _nextFrame;
        _tail = _head = _toldTail = 0;
        _context = default;
        _registers.WriteQword(Register.TransmitBase, _memory.PhysicalAddress);
        _registers.WriteDword(Register.TransmitLength, Size * TransmitDescriptor.Length);
        _registers.WriteDword(Register.TransmitHead, 0);
        _registers.WriteDword(Register.TransmitTail, 0);
    }

    /// <summary>Reserves room for one frame. False if there is none now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, TransmitOffload offload, out Span<byte> frame)
    {
        frame = default;
        int descriptors = (offload.ChecksumStart == 0 ? 1 : 2) + (length / LongestPiece);
        if (descriptors > Free || !_room.TryReserve(length))
            return false;
        _reservedLength = length;
        _reservedOffload = offload;
        frame = _room.Newest(length);
        return true;
    }

    /// <summary>Takes the reserved frame back.</summary>
    public void Cancel() => _room.CancelNewest();

    /// <summary>Queues the reserved frame, of which the controller hears at the next <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Queue()
    {
        PacketOptions options = Prepare();
        ulong address = _room.NewestAddress;
        int left = _reservedLength;
        for (; left > LongestPiece; left -= LongestPiece, address += LongestPiece)
            Write(TransmitDescriptor.Continued(address, LongestPiece, options));
        _ends[_nextFrame++ & (Size - 1)] = _tail;
        Write(TransmitDescriptor.Last(address, left, options));
        _counters.CountSent(_reservedLength);
    }

    /// <summary>Tells the controller of what was queued, and takes back the room of what it has sent.</summary>
    public void Flush()
    {
        if (_toldTail != _tail)
        {
            // The store to the register comes after those to the descriptors.
            _toldTail = _tail;
            _registers.WriteDword(Register.TransmitTail, (uint)_tail);
        }

        Reclaim();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _room.Dispose();
    }

    private void Reclaim()
    {
        while (_oldestFrame != _nextFrame)
        {
            int end = _ends[_oldestFrame & (Size - 1)];

            // SAFETY: the index is one that was written here, below Size.
            if (!TransmitDescriptor.IsDone(Volatile.Read(ref *((ulong*)(_descriptors + end) + 1))))
                return;
            _oldestFrame++;
            _head = (end + 1) & (Size - 1);
            _room.ReleaseOldest();
        }
    }

    private PacketOptions Prepare()
    {
        TransmitOffload offload = _reservedOffload;
        if (offload.ChecksumStart == 0)
            return PacketOptions.None;
        if (offload.SegmentSize == 0)
        {
            // The controller has a context for this and one for segmentation, and each stays until another of its kind comes (3.3.5).
            TransmitDescriptor context = TransmitDescriptor.ChecksumContext(offload.ChecksumStart, offload.ChecksumOffset);
            if (context != _context)
                Write(_context = context);
            return PacketOptions.Checksum;
        }

        SegmentPrototype.Prepare(_room.Newest(_reservedLength), offload.ChecksumStart, offload.ChecksumOffset);
        int headers = offload.ChecksumStart + offload.TransportHeaderLength;
        Write(TransmitDescriptor.SegmentationContext(offload.ChecksumStart, headers, _reservedLength - headers, offload.SegmentSize));
        return PacketOptions.Segmentation;
    }

    // SAFETY: the tail is below Size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(in TransmitDescriptor descriptor)
    {
        _descriptors[_tail] = descriptor;
        _tail = (_tail + 1) & (Size - 1);
    }
}
