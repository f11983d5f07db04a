using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>A network device with the interface of before virtio 1.0 (virtio 1.2, the sections called "Legacy Interface").</summary>
public sealed class LegacyInterfaceTests : IDisposable
{
    private const ulong Segmentation = SimulatedNetwork.GuestChecksum | SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.MergeBuffers;

    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _wake = new();

    public void Dispose()
    {
        _machine.Dispose();
        _wake.Dispose();
    }

    [Theory]
    [InlineData(3, VirtioFeature.AnyLayout, 10)]
    [InlineData(0, VirtioFeature.AnyLayout, 10)]
    [InlineData(3, 0UL, 10)]
    [InlineData(0, 0UL, 10)]
    [InlineData(3, VirtioFeature.AnyLayout | Segmentation, 12)]
    [InlineData(0, VirtioFeature.AnyLayout | Segmentation, 12)]
    [InlineData(3, Segmentation, 10)] // where the header has to lie apart, nothing is merged
    public void Frames_BothWays_PassWithTheHeaderOfTheFeatures(int vectors, ulong features, int headerLength)
    {
        SimulatedNetwork simulated = new(_machine, queueSize: 64, vectors, legacy: true);
        simulated.Features = SimulatedNetwork.Mac | SimulatedNetwork.LinkStatus | VirtioFeature.EventIndex | features;
        using VirtioNetDevice device = Open(simulated);

        Assert.Equal(headerLength, simulated.HeaderLength);
        Assert.Equal(new MacAddress(0x5254_0012_3456), device.Capabilities.Address);
        Assert.True(device.IsLinkUp);
        Assert.Equal(DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.DriverOk, simulated.Status);
        for (int number = 0; number < 200; number++)
        {
            byte[] frame = [.. Enumerable.Range(number, 60 + number).Select(value => (byte)value)];
            Assert.False(device.TryReceive(out _));
            Assert.True(simulated.Deliver(frame));
            Assert.True(device.TryReceive(out ReceivedFrame received));
            Assert.Equal(frame, received.Bytes.ToArray());
            received.Dispose();
            Assert.True(device.TryReserve(frame.Length, TransmitOffload.None, out OutgoingFrame outgoing));
            frame.CopyTo(outgoing.Bytes);
            outgoing.Dispose();
            device.Flush();
            Assert.Equal(frame, simulated.Sent[^1]);
        }

        Assert.Equal(200U, device.ReceiveInterrupts);
        Assert.Equal(0UL, device.Counters.Faults);
        Assert.True(_machine.GuardsIntact);
    }

    [Theory]
    [InlineData(1024, VirtioFeature.AnyLayout, 256)]
    [InlineData(256, 0UL, 128)]
    [InlineData(1, VirtioFeature.AnyLayout, 1)]
    public void Open_QueueOfTheDevicesSize_HasBuffersForWhatFits(int size, ulong features, int buffers)
    {
        SimulatedNetwork simulated = new(_machine, (ushort)size, legacy: true) { Features = SimulatedNetwork.Mac | features };
        using VirtioNetDevice device = Open(simulated);

        Assert.Equal((buffers, 0, buffers, 0), device.Buffers);
        Assert.All(simulated.Queues, queue => Assert.Equal(size, queue.Size));
        Assert.All(simulated.Queues, queue => Assert.Equal(0UL, queue.Descriptors % 4096));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(0xFFFF)]
    public void Open_QueueSizeThatIsNone_IsRefusedAndLeavesNothingBehind(int size)
    {
        SimulatedNetwork simulated = new(_machine, (ushort)size, legacy: true);

        Assert.Null(VirtioNetDevice.Open(_machine, simulated.OpenTransport(), _wake, out string? problem));
        Assert.Contains("receive queue", problem, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_machine.LiveDma, _machine.LiveInterrupts));
    }

    [Fact]
    public void Open_VectorsRefused_SaysSo()
    {
        SimulatedNetwork simulated = new(_machine, legacy: true) { RefusesVectors = true };

        Assert.Null(VirtioNetDevice.Open(_machine, simulated.OpenTransport(), _wake, out _));
        Assert.Equal((0, 0), (_machine.LiveDma, _machine.LiveInterrupts));
    }

    [Theory]
    [InlineData(0u)] // none
    [InlineData(0xC000_0000u)] // memory
    public void Open_NoPorts_IsRefused(uint register)
    {
        SimulatedNetwork simulated = new(_machine, legacy: true);
        simulated.Function.SetDword(0x10, register);

        Assert.Null(VirtioPci.Open(_machine, simulated.Probe(), out string? problem));
        Assert.Contains("no ports", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ModernIdentifierWithoutStructures_IsRefused()
    {
        SimulatedFunction function = new(new PciAddress(0, 9, 0), 0x1AF4, 0x1041);
        function.SetBar(0, SimulatedVirtio.FirstPort, SimulatedVirtio.PortCount, 1);
        _machine.AddFunction(function);

        PciFunction probed = PciFunction.Probe(new PortConfigurationSpace(_machine), function.Address)!;
        Assert.Null(VirtioPci.Open(_machine, probed, out string? problem));
        Assert.Contains("no legacy interface", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Recover_BrokenRing_WorksAgain()
    {
        SimulatedNetwork simulated = new(_machine, legacy: true);
        using VirtioNetDevice device = Open(simulated);
        Assert.False(device.TryReceive(out _));
        simulated.Receive.PublishUsed(5000);
        Assert.False(device.TryReceive(out _));

        Assert.Equal(1UL, device.Counters.Recoveries);
        Assert.True(simulated.Deliver([1, 2, 3]));
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Assert.Equal([1, 2, 3], frame.Bytes.ToArray());
        frame.Dispose();
    }

    [Fact]
    public void Send_WithOffload_WritesTheShortHeader()
    {
        SimulatedNetwork simulated = new(_machine, legacy: true) { ExpectsOffloads = true };
        simulated.Features |= SimulatedNetwork.Checksum;
        using VirtioNetDevice device = Open(simulated);
        Assert.True(device.TryReserve(60, new TransmitOffload(34, 16), out OutgoingFrame frame));
        frame.Bytes.Fill(0xEE);
        frame.Dispose();
        device.Flush();

        Assert.Equal([1, 0, 0, 0, 0, 0, 34, 0, 16, 0], Assert.Single(simulated.SentHeaders));
        Assert.Equal(60, Assert.Single(simulated.Sent).Length);
        Assert.DoesNotContain(simulated.Sent[0], value => value != 0xEE);
    }

    // In the middle of the first reading, and of the second.
    [Fact]
    public void Open_AddressChangesWhileItIsRead_TakesItWhole()
    {
        SimulatedNetwork simulated = new(_machine, legacy: true);
        Queue<MacAddress> changes = new([new MacAddress(0x0202_0202_0202), new MacAddress(0x0606_0606_0606)]);
        simulated.ConfigurationRead = offset =>
        {
            if (offset == 3 && changes.TryDequeue(out MacAddress next))
                next.WriteTo(simulated.Configuration);
        };
        using VirtioNetDevice device = Open(simulated);

        Assert.Equal(new MacAddress(0x0606_0606_0606), device.Capabilities.Address);
    }

    private VirtioNetDevice Open(SimulatedNetwork simulated)
    {
        VirtioNetDevice? device = VirtioNetDevice.Open(_machine, simulated.OpenTransport(), _wake, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
