using System;
using System.Linq;
using Sabos.Hal.Acpi;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Acpi;

public class AcpiTablesTests
{
    private const ulong Pointer = 0xF_5A00;
    private const ulong Root = 0x7FE_0000;
    private const ulong First = 0x7FE_1001; // tables need not be aligned
    private const ulong Second = 0x7FE_2000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryOpen_GoodTables_ListsThemInOrder(bool extended)
    {
        using SimulatedMachine machine = Machine(extended, TableBuilder.Table("APIC", [1, 2, 3]), TableBuilder.Table("MCFG", [4], revision: 5));

        Assert.True(AcpiTables.TryOpen(machine, out AcpiTables? tables));
        Assert.Equal([new("APIC", First, 39, 1), new("MCFG", Second, 37, 5)], tables.Tables);
        Assert.True(tables.TryRead("MCFG", out byte[]? table));
        Assert.Equal(4, table[36]);
        Assert.False(tables.TryRead("HPET", out _));
    }

    [Fact]
    public void TryRead_ChecksumWrong_IsRefused()
    {
        byte[] damaged = TableBuilder.Table("APIC", [1, 2, 3]);
        damaged[38]++;
        using SimulatedMachine machine = Machine(extended: true, damaged, TableBuilder.Table("MCFG", []));

        Assert.True(AcpiTables.TryOpen(machine, out AcpiTables? tables));
        Assert.False(tables.TryRead("APIC", out _));
        Assert.True(tables.TryRead("MCFG", out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    [InlineData(40)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void TryRead_LengthBeyondWhatCanBeMapped_IsRefused(int length)
    {
        byte[] lying = TableBuilder.Table("APIC", [1, 2, 3]);
        BitConverter.GetBytes(length).CopyTo(lying, 4);
        TableBuilder.Seal(lying, 9, lying.Length);
        using SimulatedMachine machine = Machine(extended: true, lying, TableBuilder.Table("MCFG", []));

        Assert.True(AcpiTables.TryOpen(machine, out AcpiTables? tables));
        Assert.False(tables.TryRead("APIC", out _));
        Assert.True(tables.TryRead("MCFG", out _));
    }

    [Fact]
    public void TryOpen_NothingThere_IsFalse()
    {
        using SimulatedMachine machine = new();
        Assert.False(AcpiTables.TryOpen(machine, out _));

        machine.AcpiRoot = Pointer;
        Assert.False(AcpiTables.TryOpen(machine, out _));

        machine.AddFirmware(Pointer, TableBuilder.RootPointer(0, xsdt: null));
        Assert.False(AcpiTables.TryOpen(machine, out _));
    }

    [Fact]
    public void TryOpen_RootOfTheOtherKind_IsRefused()
    {
        using SimulatedMachine machine = new() { AcpiRoot = Pointer };
        machine.AddFirmware(Pointer, TableBuilder.RootPointer(0, Root));
        machine.AddFirmware(Root, TableBuilder.Table("RSDT", []));

        Assert.False(AcpiTables.TryOpen(machine, out _));
    }

    [Fact]
    public void TryOpen_EntriesThatLeadNowhere_ArePassedOver()
    {
        using SimulatedMachine machine = new() { AcpiRoot = Pointer };
        machine.AddFirmware(Pointer, TableBuilder.RootPointer(0, Root));
        byte[] entries = [.. new ulong[] { 0, ulong.MaxValue, ulong.MaxValue - 35, First }.SelectMany(BitConverter.GetBytes), 1, 2, 3];
        machine.AddFirmware(Root, TableBuilder.Table("XSDT", entries));
        machine.AddFirmware(First, TableBuilder.Table("FA\u0007P", []));

        Assert.True(AcpiTables.TryOpen(machine, out AcpiTables? tables));
        Assert.Equal("FA?P", Assert.Single(tables.Tables).Signature);
    }

    private static SimulatedMachine Machine(bool extended, byte[] first, byte[] second)
    {
        SimulatedMachine machine = new() { AcpiRoot = Pointer };
        ulong[] addresses = [First, Second];
        machine.AddFirmware(Pointer, TableBuilder.RootPointer(extended ? 0 : (uint)Root, extended ? Root : null));
        machine.AddFirmware(Root, TableBuilder.Table(
            extended ? "XSDT" : "RSDT",
            [.. addresses.SelectMany(address => extended ? BitConverter.GetBytes(address) : BitConverter.GetBytes((uint)address))]));
        machine.AddFirmware(First, first);
        machine.AddFirmware(Second, second);
        return machine;
    }
}
