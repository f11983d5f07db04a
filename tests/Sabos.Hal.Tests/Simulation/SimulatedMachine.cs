using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>A machine in plain memory: firmware, a bus with devices, DMA memory under guard, interrupts and configuration ports.</summary>
internal sealed unsafe class SimulatedMachine : IHardware, IPortSpace, IDisposable
{
    private const ulong FirstDmaAddress = 0x1_0000_0000;
    private const ulong DmaStride = 0x100_0000;
    private const ulong MessageAddress = 0xFEE0_0000;

    private readonly List<(ulong Start, byte[] Bytes)> _firmware = [];
    private readonly List<(ulong Start, ulong Length, IBusTarget Target)> _targets = [];
    private readonly List<(ushort Start, int Length, IBusTarget Target)> _ports = [];
    private readonly List<(ulong Start, GuardedMemory Memory)> _dma = [];
    private readonly List<Action> _interrupts = [];
    private readonly List<SimulatedLineListener> _listeners = [];
    private readonly List<SimulatedFunction> _functions = [];
    private uint _selected;

    public ulong? AcpiRoot { get; set; }

    public IPortSpace Ports => this;

    /// <summary>How many more DMA allocations succeed.</summary>
    public int DmaAllocationsLeft { get; set; } = int.MaxValue;

    /// <summary>How many more interrupt vectors there are.</summary>
    public int InterruptsLeft { get; set; } = int.MaxValue;

    /// <summary>DMA allocations not yet given back.</summary>
    public int LiveDma => _dma.Count;

    /// <summary>Interrupt vectors not yet given back.</summary>
    public int LiveInterrupts { get; private set; }

    /// <summary>Listeners at interrupt lines.</summary>
    public int LiveListeners => _listeners.Count;

    public int LiveMappings { get; private set; }

    public bool GuardsIntact => _dma.TrueForAll(allocation => allocation.Memory.GuardsIntact);

    public void AddFirmware(ulong address, byte[] bytes) => _firmware.Add((address, bytes));

    public void AddTarget(ulong address, ulong length, IBusTarget target) => _targets.Add((address, length, target));

    /// <summary>A device's range of I/O ports.</summary>
    public void AddPorts(ushort first, int length, IBusTarget target) => _ports.Add((first, length, target));

    public void AddFunction(SimulatedFunction function) => _functions.Add(function);

    public SimulatedFunction? FunctionAt(PciAddress address) => _functions.Find(function => function.Address == address);

    public bool TryReadFirmware(ulong physicalAddress, Span<byte> destination)
    {
        foreach ((ulong start, byte[] bytes) in _firmware)
        {
            if (physicalAddress >= start && physicalAddress - start <= (ulong)bytes.Length
                && (ulong)bytes.Length - (physicalAddress - start) >= (ulong)destination.Length)
            {
                bytes.AsSpan((int)(physicalAddress - start), destination.Length).CopyTo(destination);
                return true;
            }
        }

        return false;
    }

    public RegisterBlock? MapRegisters(ulong physicalAddress, int length)
    {
        foreach ((ulong start, ulong size, IBusTarget target) in _targets)
        {
            if (length > 0 && physicalAddress >= start && physicalAddress - start <= size && size - (physicalAddress - start) >= (ulong)length)
                return new BusRegisters(target, (int)(physicalAddress - start), length);
        }

        return null;
    }

    public DmaMemory? AllocateDma(int length, ulong physicalLimit = 0)
    {
        if (length <= 0 || DmaAllocationsLeft-- <= 0)
            return null;
        GuardedMemory memory = new(length);
        ulong address = FirstDmaAddress + (DmaStride * (ulong)_dma.Count);
        while (_dma.Exists(allocation => allocation.Start == address))
            address += DmaStride;
        _dma.Add((address, memory));
        return new DmaMemory(memory.Address, length, address, (_, _) =>
        {
            Assert.True(memory.GuardsIntact);
            _dma.RemoveAll(allocation => allocation.Memory == memory);
            memory.Dispose();
        });
    }

    public DeviceInterrupt? AllocateInterrupt(EventWord word)
    {
        if (InterruptsLeft-- <= 0)
            return null;
        uint* count = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        int vector = _interrupts.Count;
        bool live = true;
        _interrupts.Add(() =>
        {
            Assert.True(live, "An interrupt arrived after its vector was given back.");
            Interlocked.Increment(ref *count);
            word.Signal();
        });
        LiveInterrupts++;
        return new DeviceInterrupt(MessageAddress, (uint)vector, count, () =>
        {
            live = false;
            LiveInterrupts--;
            NativeMemory.Free(count);
        });
    }

    public LineInterrupt? AllocateLine(byte line, EventWord word)
    {
        if (line > 15)
            return null;
        SimulatedLineListener listener = new(line, word);
        _listeners.Add(listener);
        return listener.Open(() => _listeners.Remove(listener));
    }

    /// <summary>
    /// A line is high: interrupts, unless it did and somebody has not answered yet. Levels have no memory, so whoever keeps the line high calls it again.
    /// </summary>
    /// <returns>Whether it was an interrupt.</returns>
    public bool RaiseLine(byte line)
    {
        List<SimulatedLineListener> listeners = _listeners.FindAll(each => each.Line == line);
        if (listeners.Exists(each => each.IsAsked))
            return false;
        foreach (SimulatedLineListener listener in listeners)
            listener.Ask();
        return listeners.Count > 0;
    }

    /// <summary>What a device does to raise an interrupt.</summary>
    public void WriteMessage(ulong address, uint data)
    {
        Assert.Equal(MessageAddress, address);
        _interrupts[(int)data]();
    }

    /// <summary>Memory as a device reaches it. Empty, if the range is not wholly inside one allocation.</summary>
    public Span<byte> Translate(ulong address, int length)
    {
        foreach ((ulong start, GuardedMemory memory) in _dma)
        {
            ulong size = (ulong)memory.Span.Length;
            if (address >= start && address - start <= size && size - (address - start) >= (ulong)length)
                return memory.Span.Slice((int)(address - start), length);
        }

        return [];
    }

    public uint Read(ushort port, AccessWidth width)
    {
        if (port is >= 0xCFC and < 0xD00 && Selected() is { } function)
            return function.Read((int)(_selected & 0xFC) + (port - 0xCFC), width);
        return TargetAt(port, out int offset)?.Read(offset, width) ?? uint.MaxValue >> (32 - (8 * (int)width));
    }

    public void Write(ushort port, AccessWidth width, uint value)
    {
        if (port == 0xCF8)
            _selected = value;
        else if (port is >= 0xCFC and < 0xD00)
            Selected()?.Write((int)(_selected & 0xFC) + (port - 0xCFC), width, value);
        else
            TargetAt(port, out int offset)?.Write(offset, width, value);
    }

    public void Dispose()
    {
        foreach (GuardedMemory memory in _dma.Select(allocation => allocation.Memory).ToArray())
            memory.Dispose();
        _dma.Clear();
    }

    private IBusTarget? TargetAt(ushort port, out int offset)
    {
        foreach ((ushort start, int length, IBusTarget target) in _ports)
        {
            offset = port - start;
            if (offset >= 0 && offset < length)
                return target;
        }

        offset = 0;
        return null;
    }

    private SimulatedFunction? Selected()
        => (_selected >> 31) == 0
            ? null
            : FunctionAt(new PciAddress((byte)(_selected >> 16), (byte)((_selected >> 11) & 31), (byte)((_selected >> 8) & 7)));
}
