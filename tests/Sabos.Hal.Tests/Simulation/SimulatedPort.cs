using System;
using System.Buffers.Binary;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>A PCI Express port with a slot below it (PCI Express 3.0, 6.7), which raises one interrupt when the first of its events comes.</summary>
internal sealed class SimulatedPort : IBusTarget
{
    private const ulong BarAddress = 0xC000_0000;
    private const int BarSize = 0x1000;
    private const int Message = 1;
    private const byte BusBehind = 5;

    private readonly SimulatedMachine _machine;
    private readonly byte[] _table = new byte[32];
    private readonly int _msix;

    public SimulatedPort(SimulatedMachine machine)
    {
        _machine = machine;
        Function = new SimulatedFunction(new PciAddress(0, 4, 0), 0x1B36, 0x000C, headerType: 1);
        Function.SetBar(0, BarAddress, BarSize, 0);
        Function.Bytes[0x19] = BusBehind;
        _msix = Function.AddCapability(PciCapabilityId.Msix, [1, 0, 0, 0, 0, 0, 0, 8, 0, 0]) + 2;
        Function.AllowWrites(_msix, [0x00, 0xC0]);
        Capability = Function.AddCapability(PciCapabilityId.PciExpress, new byte[58]);
        Function.SetWord(Capability + 2, (Message << 9) | (1 << 8) | 0x42);
        Function.SetDword(Capability + 0x14, 1 << 6);
        Function.AllowWrites(Capability + 0x18, [0xFF, 0x1F]);
        Function.AllowClearing(Capability + 0x1A, [0x1F, 0x01]);
        machine.AddFunction(Function);
        machine.AddTarget(BarAddress, BarSize, this);
    }

    public SimulatedFunction Function { get; }

    /// <summary>Where the PCI Express capability starts.</summary>
    public int Capability { get; }

    public ushort SlotControl => (ushort)Function.Read(Capability + 0x18, AccessWidth.Word);

    public ushort SlotStatus
    {
        get => (ushort)Function.Read(Capability + 0x1A, AccessWidth.Word);
        set => Function.SetWord(Capability + 0x1A, value);
    }

    /// <summary>Sets event bits; the interrupt comes if none of those enabled was set.</summary>
    public void Raise(SlotEvents events)
    {
        int enabled = SlotControl & (int)SlotEvents.AttentionButton | SlotControl & (int)SlotEvents.PresenceChanged | ((SlotControl >> 12) & 1) << 8;
        bool wasSet = (SlotStatus & enabled) != 0;
        SlotStatus |= (ushort)events;
        bool isOn = (Function.Read(_msix, AccessWidth.Word) & 0xC000) == 0x8000 && (SlotControl & (1 << 5)) != 0;
        if (!wasSet && ((int)events & enabled) != 0 && isOn)
            _machine.WriteMessage(BinaryPrimitives.ReadUInt64LittleEndian(_table.AsSpan(16 * Message)), BinaryPrimitives.ReadUInt32LittleEndian(_table.AsSpan((16 * Message) + 8)));
    }

    public PciFunction Probe()
        => PciFunction.Probe(new PortConfigurationSpace(_machine), Function.Address) ?? throw new InvalidOperationException("The port does not answer.");

    public uint Read(int offset, AccessWidth width) => BinaryPrimitives.ReadUInt32LittleEndian(_table.AsSpan(offset));

    public void Write(int offset, AccessWidth width, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_table.AsSpan(offset), value);
}
