using System;

namespace Sabos.Hal.Tests;

public unsafe class RegisterBlockTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Access_OutsideTheBlock_Throws(int offset)
    {
        ulong memory = 0;
        using MemoryMappedRegisters registers = new((byte*)&memory, sizeof(ulong), (_, _) => { });

        Assert.Throws<ArgumentOutOfRangeException>(() => registers.ReadWord(offset));
        Assert.Throws<ArgumentOutOfRangeException>(() => registers.WriteDword(offset, uint.MaxValue));
        Assert.Equal(0UL, memory);
    }

    [Fact]
    public void Write_ThenRead_IsLittleEndianAndOfItsWidth()
    {
        ulong memory = 0;
        using MemoryMappedRegisters registers = new((byte*)&memory, sizeof(ulong), (_, _) => { });

        registers.WriteQword(0, 0x1122_3344_5566_7788);
        registers.WriteByte(7, 0xAA);
        registers.WriteWord(2, 0xBBCC);

        Assert.Equal(0xAA22_3344_BBCC_7788UL, memory);
        Assert.Equal(0xAA22, registers.ReadWord(6));
        Assert.Equal(0xBBCC_7788U, registers.ReadDword(0));
    }

    [Fact]
    public void Dispose_UnmapsOnceAndEndsAccess()
    {
        ulong memory = 0;
        int unmapped = 0;
        MemoryMappedRegisters registers = new((byte*)&memory, sizeof(ulong), (_, length) => unmapped += length);
        registers.Dispose();
        registers.Dispose();

        Assert.Equal(sizeof(ulong), unmapped);
        Assert.Throws<ObjectDisposedException>(() => registers.ReadByte(0));
    }

    [Fact]
    public void PortRegisters_GoThroughThePorts()
    {
        using Simulation.SimulatedMachine machine = new();
        Simulation.SimulatedFunction function = new(new Sabos.Hal.Pci.PciAddress(0, 5, 0), 0x1234, 0x5678);
        function.AllowWrites(0x60, [0xFF, 0xFF, 0xFF, 0xFF]);
        machine.AddFunction(function);
        machine.Write(0xCF8, AccessWidth.Dword, 0x8000_2860);
        using PortRegisters registers = new(machine, 0xCFC, length: 4);

        registers.WriteWord(2, 0xBEEF);

        Assert.Equal(0xBEEF_0000U, registers.ReadDword(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => registers.ReadDword(1));
    }
}
