namespace Sabos.Hal.Pci;

/// <summary>A base address register, decoded and sized (PCI Local Bus 3.0, 6.2.5.1): a range of memory or ports that a function answers to.</summary>
/// <param name="Index">The register's number, 0 to 5.</param>
/// <param name="IsPorts">Whether the range is I/O ports; otherwise memory.</param>
/// <param name="Address">Where the range starts.</param>
/// <param name="Size">Its length in bytes, a power of two.</param>
public readonly record struct BaseAddress(int Index, bool IsPorts, ulong Address, ulong Size)
{
    private const int FirstOffset = 0x10;
    private const uint PortFlag = 1;
    private const uint TypeMask = 0b110;
    private const uint Type64Bit = 0b100;
    private const uint TypeReserved = 0b110;
    private const uint PortAddressMask = ~0b11u;
    private const uint MemoryAddressMask = ~0b1111u;

    /// <summary>
    /// Reads and sizes one register. Sizing writes to it, so the function's decoding is switched off meanwhile and no driver may be using it.
    /// False if the register is not implemented, not assigned by firmware, the upper half of another, or makes no sense.
    /// </summary>
    public static bool TryRead(PciFunction function, int index, out BaseAddress address)
    {
        address = default;
        int count = CountRegisters(function.Header);
        if ((uint)index >= (uint)count || IsUpperHalf(function, index))
            return false;

        int offset = FirstOffset + (index * 4);
        uint low = function.ReadDword(offset);
        bool ports = (low & PortFlag) != 0;
        bool wide = !ports && (low & TypeMask) == Type64Bit;
        if ((!ports && (low & TypeMask) == TypeReserved) || (wide && index + 1 >= count))
            return false;

        PciCommand command = function.Command;
        function.Command = command & ~(PciCommand.IoSpace | PciCommand.MemorySpace);
        ulong start = low & (ports ? PortAddressMask : MemoryAddressMask);
        ulong mask = ReadMask(function, offset) & (ports ? PortAddressMask : MemoryAddressMask);
        if (wide)
        {
            start |= (ulong)function.ReadDword(offset + 4) << 32;
            mask |= (ulong)ReadMask(function, offset + 4) << 32;
        }

        function.Command = command;

        // The lowest writable bit is the size; the writable bits above it need not reach the top (16-bit port decoders).
        ulong size = mask & (~mask + 1);
        ulong limit = ports ? ushort.MaxValue : wide ? ulong.MaxValue : uint.MaxValue;
        if (size == 0 || start == 0 || start % size != 0 || size - 1 > limit || start > limit - (size - 1))
            return false;
        address = new BaseAddress(index, ports, start, size);
        return true;
    }

    /// <summary>Maps part of the range as registers. Null if it does not lie wholly inside, or cannot be mapped.</summary>
    public RegisterBlock? Map(IHardware hardware, ulong offset, ulong length)
    {
        if (length is 0 or > int.MaxValue || offset > Size || Size - offset < length)
            return null;
        return IsPorts
            ? new PortRegisters(hardware.Ports, (ushort)(Address + offset), (int)length)
            : hardware.MapRegisters(Address + offset, (int)length);
    }

    // PCI Local Bus 3.0, 6.2.1, and PCI-to-PCI Bridge 1.2, 3.2.
    private static int CountRegisters(PciHeader header) => header switch
    {
        PciHeader.Device => 6,
        PciHeader.Bridge => 2,
        _ => 0,
    };

    private static bool IsUpperHalf(PciFunction function, int index)
    {
        int current = 0;
        while (current < index)
        {
            uint low = function.ReadDword(FirstOffset + (current * 4));
            current += (low & PortFlag) == 0 && (low & TypeMask) == Type64Bit ? 2 : 1;
        }

        return current > index;
    }

    private static uint ReadMask(PciFunction function, int offset)
    {
        uint original = function.ReadDword(offset);
        function.WriteDword(offset, uint.MaxValue);
        uint mask = function.ReadDword(offset);
        function.WriteDword(offset, original);
        return mask;
    }
}
