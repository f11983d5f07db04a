using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal;
using Sabos.Hal.Acpi;
using Sabos.Hal.Pci;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;

namespace Sabos.Image;

/// <summary>The hardware, found by ACPI and PCI.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "A device lives as long as the machine; one that fails to open disposes of its transport.")]
internal sealed class Machine : IDisposable
{
    private Machine(KernelHardware hardware, AcpiTables? tables, IReadOnlyList<PciFunction> functions)
    {
        Hardware = hardware;
        Tables = tables;
        Functions = functions;
    }

    public KernelHardware Hardware { get; }

    /// <summary>Null where the firmware has none.</summary>
    public AcpiTables? Tables { get; }

    public IReadOnlyList<PciFunction> Functions { get; }

    /// <summary>The network devices that were opened.</summary>
    public List<VirtioNetDevice> NetworkDevices { get; } = [];

    /// <summary>Null when the program runs on another kernel, as an ordinary process.</summary>
    public static Machine? Open()
    {
        if (!KernelHardware.TryOpen(out KernelHardware? hardware))
            return null;
        AcpiTables.TryOpen(hardware, out AcpiTables? tables);
        IReadOnlyList<PciFunction> functions = PciBus.Enumerate(ConfigurationSpace.Open(hardware, tables));
        foreach (PciFunction function in functions)
            PciInterruptPin.Disconnect(function);
        return new Machine(hardware, tables, functions);
    }

    /// <summary>Opens every virtio network device; one that cannot be used is reported.</summary>
    /// <param name="wake">What their interrupts are to advance.</param>
    /// <param name="log">Where to say what was found.</param>
    public void OpenNetworkDevices(EventWord wake, BootLog log)
    {
        foreach (PciFunction function in Functions)
        {
            if (VirtioPciIdentity.DeviceType(function) != VirtioPciIdentity.NetworkDevice)
                continue;

            if (TryOpen(function, wake, out string? problem) is not { } device)
            {
                log.Warn($"network device {function} cannot be used: {problem}");
                continue;
            }

            log.Inform($"network device {function.Address}: virtio, {device.Capabilities.Address}, link {(device.IsLinkUp ? "up" : "down")}");
            NetworkDevices.Add(device);
        }
    }

    /// <summary>Silences the devices. Nobody may use them any more.</summary>
    public void Dispose()
    {
        foreach (VirtioNetDevice device in NetworkDevices)
            device.Dispose();
    }

    private VirtioNetDevice? TryOpen(PciFunction function, EventWord wake, out string? problem) =>
        VirtioPciTransport.Open(Hardware, function, out problem) is { } transport
            ? VirtioNetDevice.Open(Hardware, transport, wake, out problem)
            : null;
}
