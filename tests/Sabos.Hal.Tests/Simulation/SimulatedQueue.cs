using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>
/// The device's side of a split virtqueue, written from the specification and not from the driver: reads available chains, writes used elements, decides
/// by flags or event index whether to interrupt. Its raw ring is open, for devices that lie.
/// </summary>
internal sealed class SimulatedQueue(SimulatedMachine machine)
{
    private ushort _nextAvailable;
    private ushort _used;

    public ushort Size { get; set; }

    public ushort Vector { get; set; } = 0xFFFF;

    public bool Enabled { get; set; }

    /// <summary>The device has no such queue, whatever its features say.</summary>
    public bool IsAbsent { get; set; }

    public ulong Descriptors { get; set; }

    public ulong Available { get; set; }

    public ulong Used { get; set; }

    /// <summary>The used index as the device has last published it.</summary>
    public ushort UsedIndex => _used;

    /// <summary>The available index as the driver has published it.</summary>
    public ushort AvailableIndex => Volatile.Read(ref AvailableRing[1]);

    /// <summary>How many chains the device has popped, modulo 2^16.</summary>
    public ushort Popped => _nextAvailable;

    /// <summary>Whether the driver has made chains available that the device has not popped.</summary>
    public bool HasAvailable => _nextAvailable != AvailableIndex;

    public Span<ushort> UsedRing => MemoryMarshal.Cast<byte, ushort>(machine.Translate(Used, 6 + (8 * Size)));

    public Span<ushort> AvailableRing => MemoryMarshal.Cast<byte, ushort>(machine.Translate(Available, 6 + (2 * Size)));

    public Span<byte> DescriptorTable => machine.Translate(Descriptors, 16 * Size);

    public void Reset()
    {
        _nextAvailable = 0;
        _used = 0;
        Enabled = false;
        Vector = 0xFFFF;
    }

    /// <summary>Takes the next available chain: its head and its buffers in order.</summary>
    public bool TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers)
    {
        buffers = [];
        head = 0;
        if (!Enabled || _nextAvailable == AvailableIndex)
            return false;
        head = AvailableRing[2 + (_nextAvailable % Size)];
        _nextAvailable++;
        int current = head;
        while (true)
        {
            Assert.InRange(current, 0, Size - 1);
            Assert.True(buffers.Count < Size, "The chain is a circle.");
            Span<byte> descriptor = DescriptorTable.Slice(16 * current, 16);
            ulong address = MemoryMarshal.Read<ulong>(descriptor);
            int length = MemoryMarshal.Read<int>(descriptor[8..]);
            ushort flags = MemoryMarshal.Read<ushort>(descriptor[12..]);
            Assert.False(machine.Translate(address, length).IsEmpty, "A buffer lies outside DMA memory.");
            buffers.Add((address, length, (flags & 2) != 0));
            if ((flags & 1) == 0)
                return true;
            current = MemoryMarshal.Read<ushort>(descriptor[14..]);
        }
    }

    /// <summary>Gives a chain back. True if the driver wants an interrupt for it.</summary>
    public bool Push(int head, int length, bool eventIndex)
    {
        WriteElement(_used, (uint)head, (uint)length);
        ushort old = _used++;
        PublishUsed(_used);
        Interlocked.MemoryBarrier();
        if (!eventIndex)
            return (Volatile.Read(ref AvailableRing[0]) & 1) == 0;
        ushort wanted = Volatile.Read(ref AvailableRing[2 + Size]);
        return (ushort)(_used - wanted - 1) < (ushort)(_used - old);
    }

    public void WriteElement(int index, uint head, uint length)
    {
        Span<uint> elements = MemoryMarshal.Cast<byte, uint>(machine.Translate(Used + 4, 8 * Size));
        elements[index % Size * 2] = head;
        elements[(index % Size * 2) + 1] = length;
    }

    public void PublishUsed(ushort index) => Volatile.Write(ref UsedRing[1], index);

    /// <summary>Asks for a doorbell for the next chain, by the event index.</summary>
    public void WantDoorbell() => Volatile.Write(ref UsedRing[2 + (4 * Size)], _nextAvailable);
}
