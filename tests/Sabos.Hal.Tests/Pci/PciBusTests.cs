using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Acpi;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

public class PciBusTests
{
    private const byte MultiFunction = 0x80;
    private const byte Bridge = 1;

    [Fact]
    public void Enumerate_BridgesAndFunctions_FindsEachOnce()
    {
        using SimulatedMachine machine = new();
        Add(machine, new(0, 0, 0));
        Add(machine, new(0, 1, 0));
        Add(machine, new(0, 1, 3)); // not a multi-function device: to be overlooked
        Add(machine, new(0, 31, 0), MultiFunction);
        Add(machine, new(0, 31, 2));
        AddBridge(machine, new(0, 2, 0), secondary: 1);
        Add(machine, new(1, 0, 0));
        AddBridge(machine, new(1, 1, 0), secondary: 4);
        Add(machine, new(4, 5, 0));
        Add(machine, new(9, 0, 0)); // behind no bridge

        string[] found = [.. PciBus.Enumerate(new PortConfigurationSpace(machine)).Select(function => function.Address.ToString())];

        Assert.Equal(["00:00.0", "00:01.0", "00:02.0", "00:1f.0", "00:1f.2", "01:00.0", "01:01.0", "04:05.0"], found);
    }

    [Fact]
    public void Enumerate_BridgesInACircle_Ends()
    {
        using SimulatedMachine machine = new();
        AddBridge(machine, new(0, 0, 0), secondary: 1);
        AddBridge(machine, new(1, 0, 0), secondary: 0);
        AddBridge(machine, new(1, 1, 0), secondary: 1);

        Assert.Equal(3, PciBus.Enumerate(new PortConfigurationSpace(machine)).Count);
    }

    [Fact]
    public void Enumerate_ThroughMemory_FindsTheSame()
    {
        const ulong Base = 0xB000_0000;
        using SimulatedMachine machine = new() { AcpiRoot = 0x1000 };
        Add(machine, new(0, 0, 0));
        AddBridge(machine, new(0, 2, 0), secondary: 1);
        Add(machine, new(1, 7, 0));
        machine.AddTarget(Base, 2 << 20, new SimulatedEcam(machine));
        machine.AddFirmware(0x1000, TableBuilder.RootPointer(0, 0x2000));
        machine.AddFirmware(0x2000, TableBuilder.Table("XSDT", [0, 0x30, 0, 0, 0, 0, 0, 0]));
        machine.AddFirmware(0x3000, TableBuilder.Table("MCFG", [.. new byte[8], 0, 0, 0, 0xB0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]));
        Assert.True(Sabos.Hal.Acpi.AcpiTables.TryOpen(machine, out Sabos.Hal.Acpi.AcpiTables? tables));

        IConfigurationSpace memory = ConfigurationSpace.Open(machine, tables);
        IReadOnlyList<PciFunction> found = PciBus.Enumerate(memory);

        Assert.IsType<MappedConfigurationSpace>(memory);
        Assert.IsType<PortConfigurationSpace>(ConfigurationSpace.Open(machine, tables: null));
        Assert.Equal(
            PciBus.Enumerate(new PortConfigurationSpace(machine)).Select(function => function.ToString()),
            found.Select(function => function.ToString()));
        Assert.Equal("01:07.0 1234:abcd Ethernet controller", found[^1].ToString());
    }

    private static void Add(SimulatedMachine machine, PciAddress address, byte headerType = 0)
    {
        SimulatedFunction function = new(address, 0x1234, 0xABCD, headerType);
        function.SetDword(0x08, 0x0200_0001);
        machine.AddFunction(function);
    }

    private static void AddBridge(SimulatedMachine machine, PciAddress address, byte secondary)
    {
        SimulatedFunction function = new(address, 0x1234, 0x0001, Bridge);
        function.Bytes[0x19] = secondary;
        machine.AddFunction(function);
    }
}
