using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Sabos.Hal;
using Sabos.Hal.Acpi;
using Sabos.Hal.E1000;
using Sabos.Hal.Pci;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

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
    public List<ILinkDevice> NetworkDevices { get; } = [];

    /// <summary>Those of them that may be taken out while the machine runs, and where they are.</summary>
    public List<(PciAddress Address, VirtioNetDevice Device)> RemovableDevices { get; } = [];

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

    /// <summary>Opens the network devices; one that there is no driver for, or that cannot be used, is reported.</summary>
    /// <param name="wake">What their interrupts are to advance.</param>
    /// <param name="log">Where to say what was found.</param>
    public void OpenNetworkDevices(EventWord wake, BootLog log)
    {
        foreach (PciFunction function in Functions)
        {
            if (NameOfDriver(function) is not { } name)
            {
                if (PciClass.IsNetwork(function.ClassCode))
                    log.Warn($"network device {function} cannot be used: there is no driver for it");
                continue;
            }

            if (TryOpen(function, wake, out string? problem) is not { } device)
            {
                log.Warn($"network device {function} cannot be used: {problem}");
                continue;
            }

            log.Inform($"network device {function.Address}: {name}, {device.Capabilities.Address}, link {(device.IsLinkUp ? "up" : "down")}");
            NetworkDevices.Add(device);
            if (device is VirtioNetDevice removable)
                Follow(function.Address, removable, log);
        }
    }

    /// <summary>Silences the devices. Nobody may use them any more.</summary>
    public void Dispose()
    {
        foreach (ILinkDevice device in NetworkDevices)
            (device as IDisposable)?.Dispose();
    }

    private void Follow(PciAddress address, VirtioNetDevice device, BootLog log)
    {
        RemovableDevices.Add((address, device));

        // Not from inside the network's poll: the console may make its writer wait.
        device.Failed += () => ThreadPool.UnsafeQueueUserWorkItem(_ => log.Warn($"network device {address}: not used any more"), null);
    }

    private static string? NameOfDriver(PciFunction function) =>
        VirtioPciIdentity.DeviceType(function) == VirtioPciIdentity.NetworkDevice ? "virtio" : E1000Identity.NameOf(function);

    private ILinkDevice? TryOpen(PciFunction function, EventWord wake, out string? problem)
    {
        if (E1000Identity.NameOf(function) is not null)
            return E1000Device.Open(Hardware, function, wake, TimeProvider.System, out problem);
        return VirtioPci.Open(Hardware, function, out problem) is { } transport
            ? VirtioNetDevice.Open(Hardware, transport, wake, out problem)
            : null;
    }
}
