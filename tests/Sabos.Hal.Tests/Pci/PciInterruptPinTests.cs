using System;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

public sealed class PciInterruptPinTests : IDisposable
{
    private const int LineOffset = 0x3C;
    private const int PinOffset = 0x3D;
    private const int InterruptDisable = 1 << 10;

    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _word = new();
    private readonly SimulatedFunction _simulated = new(new PciAddress(0, 3, 0), 0x8086, 0x100E);
    private readonly PciFunction _function;

    public PciInterruptPinTests()
    {
        _simulated.Bytes[LineOffset] = 11;
        _simulated.Bytes[PinOffset] = 1;
        _machine.AddFunction(_simulated);
        _function = PciFunction.Probe(new PortConfigurationSpace(_machine), _simulated.Address)!;
    }

    public void Dispose()
    {
        _machine.Dispose();
        _word.Dispose();
    }

    [Fact]
    public void Connect_FunctionWithPin_HearsOfItsLineOnly()
    {
        PciInterruptPin.Disconnect(_function);
        using LineInterrupt? line = PciInterruptPin.Connect(_machine, _function, _word);
        Assert.NotNull(line);
        Assert.Equal(0, _simulated.Command & InterruptDisable);

        uint observed = _word.Observe();
        Assert.False(_machine.RaiseLine(10));
        Assert.Equal(0u, line.Delivered);
        Assert.True(_machine.RaiseLine(11));
        Assert.Equal(1u, line.Delivered);
        Assert.NotEqual(observed, _word.Observe());
    }

    [Fact]
    public void Rearm_LineStillHigh_IsAnotherInterrupt()
    {
        using LineInterrupt line = PciInterruptPin.Connect(_machine, _function, _word)!;
        Assert.True(_machine.RaiseLine(11));
        Assert.False(_machine.RaiseLine(11));
        line.Rearm();
        Assert.True(_machine.RaiseLine(11));
        Assert.Equal(2u, line.Delivered);
    }

    [Theory]
    [InlineData(11, 0)]
    [InlineData(0xFF, 1)]
    [InlineData(16, 1)]
    public void Connect_NoPinOrLineThatIsNone_GivesNothing(byte line, byte pin)
    {
        _simulated.Bytes[LineOffset] = line;
        _simulated.Bytes[PinOffset] = pin;
        Assert.Null(PciInterruptPin.Connect(_machine, _function, _word));
        Assert.Equal(0, _machine.LiveListeners);
    }

    [Fact]
    public void Dispose_Line_IsNotHeardOfAnyMore()
    {
        LineInterrupt line = PciInterruptPin.Connect(_machine, _function, _word)!;
        line.Dispose();
        line.Dispose();
        line.Rearm();
        Assert.False(_machine.RaiseLine(11));
        Assert.Equal(0u, line.Delivered);
        Assert.Equal(0, _machine.LiveListeners);
    }

    [Fact]
    public void Disconnect_Function_LeavesItsPinAlone()
    {
        PciInterruptPin.Disconnect(_function);
        Assert.Equal(InterruptDisable, _simulated.Command & InterruptDisable);
    }
}
