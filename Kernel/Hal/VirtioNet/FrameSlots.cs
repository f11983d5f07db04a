using System;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// Equal buffers for one frame each, in one piece of DMA memory. A slot holds the header that virtio puts before a frame
/// (virtio 1.2, 5.1.6), then the frame. All its fields are zero in both directions: no offload is negotiated.
/// </summary>
internal sealed class FrameSlots : IDisposable
{
    /// <summary>Bytes of the header; its last field, num_buffers, is always there since virtio 1.0.</summary>
    public const int HeaderLength = 12;

    private readonly DmaMemory _memory;
    private readonly int _slotLength;

    private FrameSlots(DmaMemory memory, int count, int slotLength)
    {
        _memory = memory;
        _slotLength = slotLength;
        Count = count;
    }

    public int Count { get; }

    /// <summary>Bytes a frame may have.</summary>
    public int FrameCapacity => _slotLength - HeaderLength;

    /// <summary>Zeroed slots of <paramref name="slotLength"/> bytes, header included; null if memory is short.</summary>
    public static FrameSlots? Allocate(IHardware hardware, int count, int slotLength)
        => hardware.AllocateDma(count * slotLength) is { } memory ? new FrameSlots(memory, count, slotLength) : null;

    /// <summary>The frame in a slot, <paramref name="length"/> bytes of it.</summary>
    public Span<byte> Frame(int slot, int length) => _memory.Span.Slice(slot * _slotLength, _slotLength).Slice(HeaderLength, length);

    /// <summary>Header and frame, for the device to read.</summary>
    public QueueBuffer Outgoing(int slot, int frameLength) => new(PhysicalAddress(slot), HeaderLength + frameLength, DeviceWrites: false);

    /// <summary>The whole slot, for the device to write.</summary>
    public QueueBuffer Incoming(int slot) => new(PhysicalAddress(slot), _slotLength, DeviceWrites: true);

    public void Dispose() => _memory.Dispose();

    private ulong PhysicalAddress(int slot) => _memory.PhysicalAddress + (ulong)(slot * _slotLength);
}
