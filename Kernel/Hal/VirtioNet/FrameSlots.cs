using System;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>Equal buffers to receive into, in one piece of DMA memory: a slot takes the header that virtio puts before a frame, then the frame.</summary>
internal sealed class FrameSlots : IDisposable
{
    private readonly DmaMemory _memory;
    private FrameSlots(DmaMemory memory, int count, int slotLength)
    {
        _memory = memory;
        SlotLength = slotLength;
        Count = count;
    }

    public int Count { get; }

    /// <summary>Bytes of a slot.</summary>
    public int SlotLength { get; }

    /// <summary>Zeroed slots of <paramref name="slotLength"/> bytes, header included; null if memory is short.</summary>
    public static FrameSlots? Allocate(IHardware hardware, int count, int slotLength)
        => hardware.AllocateDma(count * slotLength) is { } memory ? new FrameSlots(memory, count, slotLength) : null;

    /// <summary>Bytes from the start of a slot on; more than it has are those of the slots that follow.</summary>
    public ReadOnlySpan<byte> Bytes(int slot, int length) => _memory.Span.Slice(slot * SlotLength, length);

    /// <summary>The whole slot, for the device to write.</summary>
    public QueueBuffer Incoming(int slot) => new(_memory.PhysicalAddress + (ulong)(slot * SlotLength), SlotLength, DeviceWrites: true);

    public void Dispose() => _memory.Dispose();
}
