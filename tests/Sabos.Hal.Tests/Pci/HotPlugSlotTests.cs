using System;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

/// <summary>A device is exchanged while the machine runs (PCI Express 3.0, 6.7).</summary>
public sealed class HotPlugSlotTests : IDisposable
{
    private const ushort PresenceDetected = 1 << 6;

    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _word = new();
    private readonly SimulatedPort _port;

    public HotPlugSlotTests() => _port = new SimulatedPort(_machine);

    public void Dispose()
    {
        _machine.Dispose();
        _word.Dispose();
    }

    [Fact]
    public void Open_WhatFirmwareLeft_IsNoEvent()
    {
        _port.SlotStatus = 0x1F | PresenceDetected | (1 << 8);
        using HotPlugSlot slot = Open();

        Assert.Equal(SlotEvents.None, slot.TakeEvents());
        Assert.True(slot.IsOccupied);
        Assert.Equal(5, slot.Bus);
        Assert.Equal(0U, _word.Observe());
    }

    [Fact]
    public void AttentionButton_WakesAndIsTakenOnce()
    {
        using HotPlugSlot slot = Open();
        _port.Raise(SlotEvents.AttentionButton);

        Assert.Equal(1U, _word.Observe());
        Assert.Equal(SlotEvents.AttentionButton, slot.TakeEvents());
        Assert.Equal(SlotEvents.None, slot.TakeEvents());
        _port.Raise(SlotEvents.AttentionButton);
        Assert.Equal(2U, _word.Observe());
    }

    // The second raises no interrupt of its own: whoever takes the first must see it, too.
    [Fact]
    public void TwoEvents_OneInterrupt_BothAreTaken()
    {
        using HotPlugSlot slot = Open();
        _port.Raise(SlotEvents.PresenceChanged);
        _port.Raise(SlotEvents.LinkChanged);

        Assert.Equal(1U, _word.Observe());
        Assert.Equal(SlotEvents.PresenceChanged | SlotEvents.LinkChanged, slot.TakeEvents());
        _port.Raise(SlotEvents.LinkChanged);
        Assert.Equal(2U, _word.Observe());
    }

    // 7.8.10: power controller control and power indicator control, all the rest as it was.
    [Fact]
    public void PowerOff_SwitchesPowerAndItsIndicatorOff()
    {
        using HotPlugSlot slot = Open();
        ushort before = _port.SlotControl;
        slot.PowerOff();

        Assert.Equal(before | (1 << 10) | (3 << 8), _port.SlotControl);
    }

    [Fact]
    public void TakeEvents_PortNeverClears_ComesToAnEnd()
    {
        using HotPlugSlot slot = Open();
        _port.Function.AllowClearing(_port.Capability + 0x1A, [0, 0]);
        _port.Raise(SlotEvents.PresenceChanged);

        Assert.Equal(SlotEvents.PresenceChanged, slot.TakeEvents());
    }

    [Theory]
    [InlineData("a device, no bridge")]
    [InlineData("no PCI Express")]
    [InlineData("no slot")]
    [InlineData("nothing to exchange")]
    [InlineData("a message beyond the table")]
    [InlineData("no vector")]
    public void Open_Unsuitable_LeavesNothingBehind(string port)
    {
        switch (port)
        {
            case "a device, no bridge":
                _port.Function.Bytes[0x0E] = 0;
                break;
            case "no PCI Express":
                _port.Function.Bytes[_port.Capability] = 0x05;
                break;
            case "no slot":
                _port.Function.Bytes[_port.Capability + 3] &= 0xFE;
                break;
            case "nothing to exchange":
                _port.Function.SetDword(_port.Capability + 0x14, 0);
                break;
            case "a message beyond the table":
                _port.Function.Bytes[_port.Capability + 3] = (7 << 1) | 1;
                break;
            default:
                _machine.InterruptsLeft = 0;
                break;
        }

        Assert.Null(HotPlugSlot.Open(_machine, _port.Probe(), _word));
        Assert.Equal(0, _machine.LiveInterrupts);
    }

    [Fact]
    public void Dispose_IsSilent()
    {
        Open().Dispose();
        _port.Raise(SlotEvents.AttentionButton);

        Assert.Equal(0, _machine.LiveInterrupts);
        Assert.Equal(0U, _word.Observe());
    }

    private HotPlugSlot Open()
        => HotPlugSlot.Open(_machine, _port.Probe(), _word) ?? throw new InvalidOperationException("The port has a slot.");
}
