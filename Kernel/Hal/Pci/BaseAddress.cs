namespace Sabos.Hal.Pci;

/// <summary>A base address register, decoded and sized (PCI Local Bus 3.0, 6.2.5.1): a range of memory or ports that a function answers to.</summary>
/// <param name="Index">The register's number, 0 to 5.</param>
/// <param name="IsPorts">Whether the range is I/O ports; otherwise memory.</param>
/// <param name="Address">Where the range starts.</param>
/// <param name="Size">Its length in bytes, a power of two.</param>
public readonly record struct BaseAddress(int Index, bool IsPorts, ulong Address, ulong Size)
{
    /// <summary>The most registers any function has.</summary>
    internal const int MostRegisters = 6;

    private const int FirstOffset = 0x10;
    private const uint PortFlag = 1;
    private const uint TypeMask = 0b110;
    private const uint Type64Bit = 0b100;
    private const uint TypeReserved = 0b110;
    private const uint PortAddressMask = ~0b11u;
    private const uint MemoryAddressMask = ~0b1111u;

    /// <summary>Maps part of the range as registers. Null if it does not lie wholly inside, or cannot be mapped.</summary>
    public RegisterBlock? Map(IHardware hardware, ulong offset, ulong length)
    {
        if (length is 0 or > int.MaxValue || offset > Size || Size - offset < length)
            return null;
        return IsPorts
            ? new PortRegisters(hardware.Ports, (ushort)(Address + offset), (int)length)
            : hardware.MapRegisters(Address + offset, (int)length);
    }

    /// <summary>
    /// Reads and sizes all registers of a function. Sizing writes to them, so the function's decoding is switched off meanwhile and no driver may be
    /// using it. Null for a register that is not implemented, not assigned by firmware, the upper half of another, or makes no sense.
    /// </summary>
    internal static BaseAddress?[] ReadAll(PciFunction function)
    {
        BaseAddress?[] found = new BaseAddress?[MostRegisters];
        int count = CountRegisters(function.Header);
        PciCommand command = function.Command;
        function.Command = command & ~(PciCommand.IoSpace | PciCommand.MemorySpace);
        for (int index = 0; index < count; index++)
        {
            uint low = function.ReadDword(FirstOffset + (index * 4));
            bool wide = (low & PortFlag) == 0 && (low & TypeMask) == Type64Bit;
            if (!wide || index + 1 < count)
                found[index] = Decode(function, index, low, wide);
            if (wide)
                index++;
        }

        function.Command = command;
        return found;
    }

    private static BaseAddress? Decode(PciFunction function, int index, uint low, bool wide)
    {
        int offset = FirstOffset + (index * 4);
        bool ports = (low & PortFlag) != 0;
        uint addressMask = ports ? PortAddressMask : MemoryAddressMask;
        ulong start = low & addressMask;
        if (wide)
            start |= (ulong)function.ReadDword(offset + 4) << 32;
        if (start == 0 || (!ports && (low & TypeMask) == TypeReserved))
            return null;

        ulong mask = ReadMask(function, offset) & addressMask;
        if (wide)
            mask |= (ulong)ReadMask(function, offset + 4) << 32;

        // The lowest writable bit is the size; the writable bits above it need not reach the top (16-bit port decoders).
        ulong size = mask & (~mask + 1);
        ulong limit = ports ? ushort.MaxValue : wide ? ulong.MaxValue : uint.MaxValue;
        if (size == 0 || start % size != 0 || size - 1 > limit || start > limit - (size - 1))
            return null;
        return new BaseAddress(index, ports, start, size);
    }

    // PCI Local Bus 3.0, 6.2.1, and PCI-to-PCI Bridge 1.2, 3.2.
    private static int CountRegisters(PciHeader header) => header switch
    {
        PciHeader.Device => MostRegisters,
        PciHeader.Bridge => 2,
        _ => 0,
    };

    private static uint ReadMask(PciFunction function, int offset)
    {
        uint original = function.ReadDword(offset);
        function.WriteDword(offset, uint.MaxValue);
        uint mask = function.ReadDword(offset);
        function.WriteDword(offset, original);
        return mask;
    }
}
