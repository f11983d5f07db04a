using System;
using System.Collections.Generic;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The device's interrupt vectors, all waking the same event word: one each for configuration changes, received and sent frames, or, where the device or the
/// machine has fewer, the last one for all the rest.
/// </summary>
internal sealed class DeviceVectors : IDisposable
{
    private const int Wanted = 3;

    private readonly List<DeviceInterrupt> _interrupts;

    private DeviceVectors(List<DeviceInterrupt> interrupts) => _interrupts = interrupts;

    /// <summary>Vector number for configuration changes.</summary>
    public static int Configuration => 0;

    /// <summary>Vector number for received frames.</summary>
    public int Receive => Math.Min(1, _interrupts.Count - 1);

    /// <summary>Vector number for sent frames.</summary>
    public int Transmit => Math.Min(2, _interrupts.Count - 1);

    /// <summary>Reserves and connects the vectors; null if there is not even one.</summary>
    public static DeviceVectors? Connect(IHardware hardware, IVirtioTransport transport, EventWord wake)
    {
        List<DeviceInterrupt> interrupts = [];
        while (interrupts.Count < Math.Min(Wanted, transport.VectorCount) && hardware.AllocateInterrupt(wake) is { } interrupt)
        {
            transport.ConnectVector(interrupts.Count, interrupt);
            interrupts.Add(interrupt);
        }

        return interrupts.Count == 0 ? null : new DeviceVectors(interrupts);
    }

    /// <summary>How often a vector was raised, modulo 2^32.</summary>
    public uint Delivered(int vector) => _interrupts[vector].Delivered;

    public void Dispose()
    {
        foreach (DeviceInterrupt interrupt in _interrupts)
            interrupt.Dispose();
    }
}
