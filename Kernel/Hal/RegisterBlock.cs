using System;

namespace Sabos.Hal;

/// <summary>
/// A block of little-endian device registers. Every access is checked against the block's length and done exactly once,
/// in program order and with the width asked for. An offset outside the block is a mistake of the driver and throws
/// <see cref="ArgumentOutOfRangeException"/>; what a device says about offsets is to be checked before it gets here.
/// </summary>
public abstract class RegisterBlock : IDisposable
{
    protected RegisterBlock(int length) => Length = length;

    /// <summary>The block's length in bytes.</summary>
    public int Length { get; }

    public byte ReadByte(int offset) => (byte)Load(Check(offset, AccessWidth.Byte), AccessWidth.Byte);

    public ushort ReadWord(int offset) => (ushort)Load(Check(offset, AccessWidth.Word), AccessWidth.Word);

    public uint ReadDword(int offset) => Load(Check(offset, AccessWidth.Dword), AccessWidth.Dword);

    public void WriteByte(int offset, byte value) => Store(Check(offset, AccessWidth.Byte), AccessWidth.Byte, value);

    public void WriteWord(int offset, ushort value) => Store(Check(offset, AccessWidth.Word), AccessWidth.Word, value);

    public void WriteDword(int offset, uint value) => Store(Check(offset, AccessWidth.Dword), AccessWidth.Dword, value);

    /// <summary>Writes a 64-bit register as two 32-bit accesses, low half first.</summary>
    public void WriteQword(int offset, ulong value)
    {
        WriteDword(offset, (uint)value);
        WriteDword(offset + 4, (uint)(value >> 32));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One read; the offset is inside the block.</summary>
    protected abstract uint Load(int offset, AccessWidth width);

    /// <summary>One write; the offset is inside the block.</summary>
    protected abstract void Store(int offset, AccessWidth width, uint value);

    protected virtual void Dispose(bool disposing)
    {
    }

    private int Check(int offset, AccessWidth width)
    {
        if ((uint)offset > (uint)Length || Length - offset < (int)width)
            throw Outside(offset, width);
        return offset;
    }

    private ArgumentOutOfRangeException Outside(int offset, AccessWidth width) =>
        new(nameof(offset), offset, $"A register block of {Length} bytes has no {width} there.");
}
