using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Acpi;
using Sabos.Hal.E1000;
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
        .. machine.Hardware.AcpiRoot is null ? [] : new[] { new DelegateSelfTest("acpi.tables", AcpiTablesValid) },
        new DelegateSelfTest("pci.host-bridge", HostBridge),
        new DelegateSelfTest("pci.functions-distinct", FunctionsDistinct),
        new DelegateSelfTest("net.device", NetworkDevice),
        .. machine.NetworkDevices.OfType<VirtioNetDevice>().SelectMany(TestsOf),
        .. machine.NetworkDevices.OfType<E1000Device>().Select(TestOf),
    ];

    private static IEnumerable<ISelfTest> TestsOf(VirtioNetDevice device) =>
    [
        new DelegateSelfTest("virtio.features", () => Features(device)),
        new DelegateSelfTest("virtio.buffers", () => Buffers(device)),
    ];

    private static DelegateSelfTest TestOf(E1000Device device) => new("e1000.buffers", () => Buffers(device));

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

    private void NetworkDevice() => Check.True(machine.NetworkDevices.Count > 0, "there is no network device");

    private static void Features(VirtioNetDevice device)
    {
        const ulong Version1 = 1UL << 32; // virtio 1.2, 6: VIRTIO_F_VERSION_1
        Check.Equal(device.OfferedFeatures & Version1, device.Features & Version1, "whether the standard's interface is in use, where it is offered");
        Check.Equal(0UL, device.Features & ~device.OfferedFeatures, "features in use that were not offered");
        foreach (FeatureDecision decision in FeatureDecisions.All)
            Check.True(decision.Accepted || (device.Features & decision.Mask) == 0, $"{decision.Name} is in use although it is declined");
    }

    private static void Buffers(VirtioNetDevice device)
    {
        Check.True(!device.HasFailed, "the device was given up");
        Check.Equal(0UL, device.Counters.Faults, "times the device broke its rules");
        Check.True(device.Buffers.Offered + device.Buffers.Lent > 0, "the device has no buffer to receive into");
    }

    private static void Buffers(E1000Device device)
    {
        Check.True(!device.HasFailed, "the device was given up");
        Check.Equal(0L, device.Counters.Faults, "times the device failed");
        Check.Equal(0L, device.Counters.ReceiveErrors, "frames that came damaged");
        Check.True(device.Buffers.Offered + device.Buffers.Lent > 0, "the device has no buffer to receive into");
    }
}
