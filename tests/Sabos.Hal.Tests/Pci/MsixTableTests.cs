using System;
using System.Buffers.Binary;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

public sealed class MsixTableTests : IDisposable
{
    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _word = new();

    public void Dispose()
    {
        _machine.Dispose();
        _word.Dispose();
    }

    [Fact]
    public void Connect_ThenEnable_DeliversToTheWord()
    {
        SimulatedVirtio device = new(_machine, 0x1041, queues: 2, queueSize: 8);
        using MsixTable table = Open(device);
        using DeviceInterrupt interrupt = _machine.AllocateInterrupt(_word)!;
        device.Function.SetWord(4, 0);
        device.Queues[0].Vector = 1;
        device.Queues[1].Vector = 2;

        table.Connect(1, interrupt);
        device.Interrupt(device.Queues[0]);
        Assert.Equal(0U, interrupt.Delivered); // not enabled yet

        table.Enable();
        device.Interrupt(device.Queues[0]);
        device.Interrupt(device.Queues[1]); // not connected
        Assert.Equal(1U, interrupt.Delivered);
        Assert.Equal(1U, _word.Observe());

        table.Mask(1);
        device.Interrupt(device.Queues[0]);
        Assert.Equal(1U, interrupt.Delivered);
        Assert.Equal(3, table.Count);
    }

    [Theory]
    [InlineData(0x4000 | 4)] // starts at the end of the range
    [InlineData(0x3FF0 | 4)] // only the first entry is inside
    [InlineData(0xFFFF_FFF8 | 4)]
    [InlineData(0x3800 | 3)] // a register that is not implemented
    [InlineData(0x3800 | 5)] // the upper half of another
    [InlineData(0x3800 | 7)] // reserved
    public void Open_TableOutsideItsRange_IsRefused(uint location)
    {
        SimulatedVirtio device = new(_machine, 0x1041, queues: 2, queueSize: 8);
        int capability = device.Probe().Capabilities.Find(PciCapabilityId.Msix)!.Value.Offset;
        BinaryPrimitives.WriteUInt32LittleEndian(device.Function.Bytes[(capability + 4)..], location);

        Assert.Null(MsixTable.Open(_machine, device.Probe()));
    }

    [Fact]
    public void Open_NoCapability_IsRefused()
    {
        SimulatedVirtio device = new(_machine, 0x1041, queues: 2, queueSize: 8, vectors: 0);

        Assert.Null(MsixTable.Open(_machine, device.Probe()));
    }

    private MsixTable Open(SimulatedVirtio device)
        => MsixTable.Open(_machine, device.Probe()) ?? throw new InvalidOperationException("The table is good.");
}
