using System;
using System.Collections.Generic;

namespace Sabos.Hal.Pci;

/// <summary>
/// How a function interrupts: by vectors of its own (MSI-X), or where it has none, or the machine has none left, by its pin. Either way an interrupt
/// advances one event word.
/// </summary>
public sealed class PciInterrupts : IDisposable
{
    private readonly IHardware _hardware;
    private readonly PciFunction _function;
    private readonly MsixTable? _table;
    private readonly List<DeviceInterrupt> _vectors = [];
    private LineInterrupt? _line;

    /// <summary>Finds out what the function has, and leaves it silent.</summary>
    public PciInterrupts(IHardware hardware, PciFunction function)
    {
        _hardware = hardware;
        _function = function;
        _table = MsixTable.Open(hardware, function);
        PciInterruptPin.Disconnect(function);
    }

    /// <summary>Vectors in use; 0 if it is the pin.</summary>
    public int VectorCount => _vectors.Count;

    /// <summary>Whether the pin is in use. Then the driver has to acknowledge each interrupt at the device and to <see cref="Rearm"/>.</summary>
    public bool UsesPin => _line is not null;

    /// <summary>Connects as many vectors as the function and the machine have, up to <paramref name="wanted"/>, or else the pin. False if there is nothing.</summary>
    /// <param name="word">What an interrupt advances; it must outlive this object.</param>
    /// <param name="wanted">At least 1.</param>
    public bool TryConnect(EventWord word, int wanted)
    {
        while (_table is not null && _vectors.Count < Math.Min(wanted, _table.Count) && _hardware.AllocateInterrupt(word) is { } interrupt)
        {
            _table.Connect(_vectors.Count, interrupt);
            _vectors.Add(interrupt);
        }

        if (_vectors.Count > 0)
            _table!.Enable();
        else
            _line = PciInterruptPin.Connect(_hardware, _function, word);
        return _vectors.Count > 0 || _line is not null;
    }

    /// <summary>How often a vector was raised, or the line of the pin, whatever the number, modulo 2^32. 0 after <see cref="Dispose"/>.</summary>
    public uint Delivered(int vector) => _line is { } line ? line.Delivered : (uint)vector < (uint)_vectors.Count ? _vectors[vector].Delivered : 0;

    /// <summary>The device was acknowledged, or did not interrupt: whoever else shares the line may be heard again.</summary>
    public void Rearm() => _line?.Rearm();

    /// <summary>Silences the function, and gives vectors and line back.</summary>
    public void Dispose()
    {
        PciInterruptPin.Disconnect(_function);
        _table?.Dispose();
        _line?.Dispose();
        foreach (DeviceInterrupt interrupt in _vectors)
            interrupt.Dispose();
        _vectors.Clear();
    }
}
