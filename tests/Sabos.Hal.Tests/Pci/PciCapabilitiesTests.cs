using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

public sealed class PciCapabilitiesTests : IDisposable
{
    private readonly SimulatedMachine _machine = new();
    private readonly SimulatedFunction _simulated = new(new PciAddress(0, 1, 0), 0x1234, 0x5678);

    public PciCapabilitiesTests() => _machine.AddFunction(_simulated);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Walk_GoodList_YieldsItInOrder()
    {
        int first = _simulated.AddCapability(5, [0, 0]);
        int second = _simulated.AddCapability(0x11, new byte[10]);

        Assert.Equal([new PciCapability(5, first), new PciCapability(0x11, second)], Walk());
        Assert.Equal(second, Probe().Capabilities.Find(0x11)?.Offset);
        Assert.Null(Probe().Capabilities.Find(0x10));
    }

    [Fact]
    public void Walk_StatusSaysThereAreNone_YieldsNothing()
    {
        _simulated.AddCapability(5, [0, 0]);
        _simulated.SetWord(6, 0);

        Assert.Empty(Walk());
    }

    [Fact]
    public void Walk_Circle_Ends()
    {
        int first = _simulated.AddCapability(5, [0, 0]);
        int second = _simulated.AddCapability(9, [0, 0]);
        _simulated.Bytes[second + 1] = (byte)first;

        Assert.Equal(48, Walk().Count);
        Assert.Null(Probe().Capabilities.Find(0x11));
    }

    [Fact]
    public void Walk_PointerIntoTheHeader_Ends()
    {
        int first = _simulated.AddCapability(5, [0, 0]);
        _simulated.Bytes[first + 1] = 0x3C;

        Assert.Single(Walk());
    }

    [Fact]
    public void Walk_AnyLinks_EndsInsideTheSpace()
        => Prop.ForAll<byte[]>(bytes =>
        {
            _simulated.Bytes[0x34..0x100].Clear();
            bytes.AsSpan(0, Math.Min(bytes.Length, 0x100 - 0x34)).CopyTo(_simulated.Bytes[0x34..]);
            return Walk().TrueForAll(capability => capability.Offset is >= 0x40 and <= 0xFC);
        }).QuickCheckThrowOnFailure();

    private List<PciCapability> Walk()
    {
        List<PciCapability> found = [];
        foreach (PciCapability capability in Probe().Capabilities)
            found.Add(capability);
        return found;
    }

    private PciFunction Probe()
        => PciFunction.Probe(new PortConfigurationSpace(_machine), _simulated.Address) ?? throw new InvalidOperationException("Nobody there.");
}
