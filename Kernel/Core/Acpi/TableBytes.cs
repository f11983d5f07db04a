namespace Sabos.Core.Acpi;

/// <summary>
/// A view of a firmware table whose length has been checked. Reads beyond the end give zero, which every field that ACPI added later
/// takes for "absent".
/// </summary>
internal readonly unsafe ref struct TableBytes
{
    public readonly byte* Pointer;
    public readonly uint Length;

    public TableBytes(byte* pointer, uint length)
    {
        Pointer = pointer;
        Length = length;
    }

    public bool IsEmpty => Length == 0;

    public byte Byte(uint offset) => offset < Length ? Pointer[offset] : (byte)0;

    public ushort Word(uint offset) => (ushort)(Byte(offset) | (Byte(offset + 1) << 8));

    public uint DoubleWord(uint offset) => Word(offset) | ((uint)Word(offset + 2) << 16);

    public ulong QuadWord(uint offset) => DoubleWord(offset) | ((ulong)DoubleWord(offset + 4) << 32);

    /// <summary>True if all bytes add up to zero (ACPI 6.5, 5.2.6).</summary>
    public bool HasValidChecksum()
    {
        byte sum = 0;
        for (uint i = 0; i < Length; i++)
            sum += Pointer[i];
        return sum == 0;
    }
}
