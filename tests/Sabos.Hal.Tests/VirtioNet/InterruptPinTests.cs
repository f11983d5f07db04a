using System;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>A device without vectors, over either interface: it asserts its pin until its status is read, and others may share the line.</summary>
public sealed class InterruptPinTests : IDisposable
{
    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _wake = new();

    public static TheoryData<bool> Interfaces => [false, true];

    public void Dispose()
    {
        _machine.Dispose();
        _wake.Dispose();
    }

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Deliver_FrameAfterFrame_EachWakesAndIsAcknowledged(bool legacy)
    {
        SimulatedNetwork simulated = new(_machine, vectors: 0, legacy: legacy);
        using VirtioNetDevice device = Open(simulated);
        Assert.False(device.TryReceive(out _));
        for (byte number = 0; number < 10; number++)
        {
            uint observed = _wake.Observe();
            Assert.True(simulated.Deliver([number]));
            Assert.NotEqual(observed, _wake.Observe());
            Assert.Equal(InterruptStatus.Queue, simulated.PendingStatus);
            Assert.Equal([number], Take(device));
            Assert.Equal(InterruptStatus.None, simulated.PendingStatus);
            Assert.Equal((uint)number + 1, device.ReceiveInterrupts);
        }

        Assert.Equal(0UL, device.Counters.Faults);
    }

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void ChangeConfiguration_Link_IsNoticed(bool legacy)
    {
        SimulatedNetwork simulated = new(_machine, vectors: 0, legacy: legacy);
        using VirtioNetDevice device = Open(simulated);
        Assert.True(device.IsLinkUp);
        simulated.ChangeConfiguration(configuration => configuration[6] = 0);
        Assert.False(device.TryReceive(out _));
        Assert.False(device.IsLinkUp);
        Assert.Equal(InterruptStatus.None, simulated.PendingStatus);
    }

    [Fact]
    public void LineOfAnother_Raised_IsAnsweredEachTimeWithoutHarm()
    {
        SimulatedNetwork simulated = new(_machine, vectors: 0);
        using VirtioNetDevice device = Open(simulated);
        int statusReads = simulated.StatusReads;
        for (int i = 0; i < 5; i++)
        {
            Assert.True(_machine.RaiseLine(SimulatedVirtio.Line));
            Assert.False(_machine.RaiseLine(SimulatedVirtio.Line));
            Assert.False(device.TryReceive(out _));
        }

        Assert.True(_machine.RaiseLine(SimulatedVirtio.Line));
        Assert.Equal(statusReads, simulated.StatusReads);
    }

    [Fact]
    public void Open_VectorsExhausted_UsesThePin()
    {
        SimulatedNetwork simulated = new(_machine);
        _machine.InterruptsLeft = 0;
        using VirtioNetDevice device = Open(simulated);

        Assert.Equal(1, _machine.LiveListeners);
        Assert.False(device.TryReceive(out _));
        Assert.True(simulated.Deliver([1]));
        Assert.Equal([1], Take(device));
        Assert.Equal(1U, device.ReceiveInterrupts);
    }

    [Fact]
    public void TakenOut_Device_LetsGoOfTheLine()
    {
        SimulatedNetwork simulated = new(_machine, vectors: 0);
        using VirtioNetDevice device = Open(simulated);
        simulated.IsTakenOut = true;
        _machine.RaiseLine(SimulatedVirtio.Line);

        Assert.False(device.TryReceive(out _));
        Assert.True(device.HasFailed);
        Assert.Equal(0, _machine.LiveListeners);
        Assert.False(device.TryReceive(out _));
    }

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Dispose_Device_LeavesNothingBehind(bool legacy)
    {
        SimulatedNetwork simulated = new(_machine, vectors: 0, legacy: legacy);
        Open(simulated).Dispose();
        Assert.Equal((0, 0), (_machine.LiveDma, _machine.LiveListeners));
        Assert.NotEqual(0, simulated.Function.Command & (1 << 10));
    }

    private static byte[] Take(VirtioNetDevice device)
    {
        Assert.True(device.TryReceive(out Net.ReceivedFrame frame));
        byte[] bytes = frame.Bytes.ToArray();
        frame.Dispose();
        Assert.False(device.TryReceive(out _));
        return bytes;
    }

    private VirtioNetDevice Open(SimulatedNetwork simulated)
    {
        VirtioNetDevice? device = VirtioNetDevice.Open(_machine, simulated.OpenTransport(), _wake, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
