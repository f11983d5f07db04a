using System;
using Sabos.Hal.Pci;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// Which interrupt tells of what: one vector each for configuration changes, received and sent frames, or, where the device or the machine has fewer, the
/// last one for all the rest. Without vectors the pin tells that there is something.
/// </summary>
internal sealed class DeviceVectors
{
    private const int Wanted = 3;

    private readonly PciInterrupts _interrupts;

    private DeviceVectors(PciInterrupts interrupts)
    {
        _interrupts = interrupts;
        Configuration = Number(0);
        Receive = Number(1);
        Transmit = Number(2);
    }

    /// <summary>Vector number for configuration changes.</summary>
    public int Configuration { get; }

    /// <summary>Vector number for received frames.</summary>
    public int Receive { get; }

    /// <summary>Vector number for sent frames.</summary>
    public int Transmit { get; }

    /// <summary>Connects the device's interrupts; null if it has none.</summary>
    public static DeviceVectors? Connect(IVirtioTransport transport, EventWord wake) =>
        transport.Interrupts.TryConnect(wake, Wanted) ? new DeviceVectors(transport.Interrupts) : null;

    /// <summary>How often a vector was raised, or the pin's line, modulo 2^32.</summary>
    public uint Delivered(int vector) => _interrupts.Delivered(vector);

    private int Number(int wanted) => _interrupts.UsesPin ? VirtioVector.None : Math.Min(wanted, _interrupts.VectorCount - 1);
}
