using System.Collections.Generic;
using Sabos.Hal.Acpi;
using Sabos.Hal.Pci;
using Sabos.Hal.VirtioNet;
using Sabos.SelfTest;

namespace Sabos.Image.SelfTests;

/// <summary>What the firmware describes and what the drivers made of it.</summary>
internal sealed class HardwareTests(Machine machine)
{
    private const uint HostBridgeClass = 0x0600; // PCI Code and ID Assignment 1.11: bridge device, host bridge

    public IEnumerable<ISelfTest> All =>
    [
        new DelegateSelfTest("acpi.tables", AcpiTablesValid),
        new DelegateSelfTest("pci.host-bridge", HostBridge),
        new DelegateSelfTest("pci.functions-distinct", FunctionsDistinct),
        new DelegateSelfTest("virtio.features", Features),
        new DelegateSelfTest("virtio.buffers", Buffers),
    ];

    private void AcpiTablesValid()
    {
        AcpiTables tables = machine.Tables ?? throw new SelfTestFailedException("the firmware has no ACPI tables");
        foreach (string signature in new[] { "APIC", "FACP" })
            Check.True(tables.TryRead(signature, out _), $"there is no table {signature} with a right checksum");
    }

    private void HostBridge()
    {
        foreach (PciFunction function in machine.Functions)
        {
            if (function.ClassCode >> 8 == HostBridgeClass)
                return;
        }

        throw new SelfTestFailedException($"none of {machine.Functions.Count} PCI functions is a host bridge");
    }

    private void FunctionsDistinct()
    {
        HashSet<PciAddress> addresses = [];
        foreach (PciFunction function in machine.Functions)
            Check.True(addresses.Add(function.Address), $"{function.Address} was found twice");
    }

    private void Features()
    {
        const ulong Version1 = 1UL << 32; // virtio 1.2, 6: VIRTIO_F_VERSION_1
        foreach (VirtioNetDevice device in Devices())
        {
            Check.True((device.Features & Version1) != 0, "the modern interface was not agreed on");
            Check.Equal(0UL, device.Features & ~device.OfferedFeatures, "features in use that were not offered");
            foreach (FeatureDecision decision in FeatureDecisions.All)
                Check.True(decision.Accepted || (device.Features & decision.Mask) == 0, $"{decision.Name} is in use although it is declined");
        }
    }

    private void Buffers()
    {
        foreach (VirtioNetDevice device in Devices())
        {
            Check.True(!device.HasFailed, "the device was given up");
            Check.Equal(0UL, device.Counters.Faults, "times the device broke its rules");
            Check.True(device.Buffers.Offered + device.Buffers.Lent > 0, "the device has no buffer to receive into");
        }
    }

    private List<VirtioNetDevice> Devices() =>
        machine.NetworkDevices.Count > 0 ? machine.NetworkDevices : throw new SelfTestFailedException("there is no virtio network device");
}
