using System;
using System.Buffers.Binary;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>A function's configuration space: bytes, of which a mask says which bits software can change.</summary>
internal sealed class SimulatedFunction
{
    private readonly byte[] _bytes = new byte[4096];
    private readonly byte[] _writable = new byte[4096];
    private readonly byte[] _clearable = new byte[4096];
    private int _capabilities = 0x40;
    private int _link = 0x34;

    public SimulatedFunction(PciAddress address, ushort vendor, ushort device, byte headerType = 0)
    {
        Address = address;
        SetWord(0x00, vendor);
        SetWord(0x02, device);
        SetWord(0x06, 1 << 4);
        Bytes[0x0E] = headerType;
        _writable.AsSpan(0x04, 2).Fill(0xFF);
    }

    public PciAddress Address { get; }

    /// <summary>The registers themselves, for tests to set.</summary>
    public Span<byte> Bytes => _bytes;

    public ushort Command => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(4));

    /// <summary>Makes bits writable by software.</summary>
    public void AllowWrites(int offset, ReadOnlySpan<byte> mask) => mask.CopyTo(_writable.AsSpan(offset));

    /// <summary>Makes bits such that writing a one clears them.</summary>
    public void AllowClearing(int offset, ReadOnlySpan<byte> mask) => mask.CopyTo(_clearable.AsSpan(offset));

    public void SetWord(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(offset), value);

    public void SetDword(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset), value);

    /// <summary>A base address register as firmware leaves it; <paramref name="flags"/> are its low, read-only bits.</summary>
    public void SetBar(int index, ulong address, ulong size, uint flags)
    {
        ulong mask = ~(size - 1) & ~(ulong)((flags & 1) != 0 ? 3 : 15);
        int offset = 0x10 + (4 * index);
        SetDword(offset, (uint)address | flags);
        BinaryPrimitives.WriteUInt32LittleEndian(_writable.AsSpan(offset), (uint)mask);
        if ((flags & 0b111) != 0b100)
            return;
        SetDword(offset + 4, (uint)(address >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(_writable.AsSpan(offset + 4), (uint)(mask >> 32));
    }

    /// <summary>Appends a capability whose two link bytes are filled in here. Returns where it starts.</summary>
    public int AddCapability(byte id, ReadOnlySpan<byte> rest)
    {
        int offset = _capabilities;
        Bytes[_link] = (byte)offset;
        Bytes[offset] = id;
        _link = offset + 1;
        rest.CopyTo(Bytes[(offset + 2)..]);
        _capabilities = (offset + 2 + rest.Length + 3) & ~3;
        return offset;
    }

    public uint Read(int offset, AccessWidth width)
    {
        uint value = 0;
        for (int i = 0; i < (int)width; i++)
            value |= (uint)_bytes[offset + i] << (8 * i);
        return value;
    }

    public void Write(int offset, AccessWidth width, uint value)
    {
        for (int i = 0; i < (int)width; i++)
        {
            byte mask = _writable[offset + i];
            byte written = (byte)(value >> (8 * i));
            _bytes[offset + i] = (byte)((_bytes[offset + i] & ~mask & ~(written & _clearable[offset + i])) | (written & mask));
        }
    }
}
