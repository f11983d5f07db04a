namespace Sabos.Core.Program;

/// <summary>The ELF header of a 64-bit file (System V gABI 4.1): 64 bytes.</summary>
internal unsafe struct ElfHeader
{
    public const uint Magic = 0x464C_457F;
    public const ushort Executable = 2;
    public const ushort X86_64 = 62;

    public uint Identification;
    public fixed byte IdentificationRest[12];
    public ushort Type;
    public ushort Machine;
    public uint Version;
    public ulong Entry;
    public ulong SegmentOffset;
    public ulong SectionOffset;
    public uint Flags;
    public ushort HeaderLength;
    public ushort SegmentEntryLength;
    public ushort SegmentCount;
    public ushort SectionEntryLength;
    public ushort SectionCount;
    public ushort NameSection;
}

/// <summary>A program header: 56 bytes.</summary>
internal struct ElfSegment
{
    public const uint Load = 1;
    public const uint ExecuteFlag = 1;
    public const uint WriteFlag = 2;
    public const uint ReadFlag = 4;

    public uint Type;
    public uint Flags;
    public ulong Offset;
    public ulong Address;
    public ulong PhysicalAddress;
    public ulong FileLength;
    public ulong MemoryLength;
    public ulong Alignment;
}
