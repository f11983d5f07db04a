using System;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>From the features to the rings: how a device is set up and given back.</summary>
public sealed class VirtioNetDeviceOpeningTests : VirtioNetDeviceFixture
{
    [Fact]
    public void Open_GoodDevice_IsReady()
    {
        using VirtioNetDevice device = Open();

        Assert.Equal(new LinkCapabilities(LinkMedium.Ethernet, new MacAddress(0x5254_0012_3456), 1500), device.Capabilities);
        Assert.True(device.IsLinkUp);
        Assert.Equal(Simulated.Features, device.Features);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.True(Simulated.Status.HasFlag(DeviceStatus.DriverOk));
        Assert.Equal(256, Simulated.Receive.AvailableIndex);
        Assert.Equal([0], Simulated.Doorbells);
        Assert.Equal([0, 1, 2], [0, Simulated.Receive.Vector, Simulated.Transmit.Vector]);
    }

    [Fact]
    public void Open_SmallerRing_UsesIt()
    {
        Simulated.Receive.Size = Simulated.Transmit.Size = Simulated.QueueSize = 16;
        using VirtioNetDevice device = Open();

        Assert.Equal((16, 0, 16, 0), device.Buffers);
    }

    [Fact]
    public void Open_FeaturesNobodyKnows_AreNotAccepted()
    {
        ulong known = Simulated.Features;
        Simulated.Features = ulong.MaxValue & ~SimulatedNetwork.Mtu;
        using VirtioNetDevice device = Open();

        const ulong Offloads = SimulatedNetwork.Checksum | SimulatedNetwork.GuestChecksum | SimulatedNetwork.HostSegmentation4 | SimulatedNetwork.HostSegmentation6
            | SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.GuestSegmentation6 | SimulatedNetwork.GuestCongestionNotification | SimulatedNetwork.MergeBuffers
            | SimulatedNetwork.ControlQueue | SimulatedNetwork.ReceiveModes | SimulatedNetwork.Announcement;
        Assert.Equal(known | Offloads | VirtioFeature.AccessPlatform | VirtioFeature.OrderPlatform, Simulated.DriverFeatures);
        Assert.Equal(Simulated.Features, device.OfferedFeatures);
    }

    [Theory]
    [InlineData(1400, 1400)]
    [InlineData(9000, 9000)]
    [InlineData(67, 1500)]
    [InlineData(65535, 1500)]
    [InlineData(0, 1500)]
    public void Open_DeviceMtu_IsTakenIfUsable(int offered, int mtu)
    {
        Simulated.Features |= SimulatedNetwork.Mtu;
        BitConverter.GetBytes((ushort)offered).CopyTo(Simulated.Configuration, 10);
        using VirtioNetDevice device = Open();

        Assert.Equal(mtu, device.Capabilities.Mtu);
        Assert.Equal(mtu == offered, (device.Features & SimulatedNetwork.Mtu) != 0);
        Assert.True(device.TryReserve(mtu + 14, TransmitOffload.None, out OutgoingFrame frame));
        frame.Cancel();
        Assert.True(Simulated.Deliver(new byte[mtu + 18]));
        Assert.Equal(mtu + 18, Assert.Single(ReceiveAll(device)).Length);
    }

    [Fact]
    public void Open_NoAddress_MakesALocalOne()
    {
        Simulated.Features &= ~SimulatedNetwork.Mac;
        using VirtioNetDevice device = Open();

        Assert.Equal(0b10UL, (device.Capabilities.Address.Bits >> 40) & 0b11);
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 0, 0)]
    public void Open_FewVectors_AreShared(int vectors, int receive, int transmit)
    {
        Machine.InterruptsLeft = vectors;
        using VirtioNetDevice device = Open();

        Assert.Equal([receive, transmit], [Simulated.Receive.Vector, Simulated.Transmit.Vector]);
        Assert.Empty(ReceiveAll(device));
        Simulated.Deliver(new byte[60]);
        Assert.Equal(1U, device.ReceiveInterrupts);
        Assert.Single(ReceiveAll(device));
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(1, 0, 0)]
    public void Open_DeviceWithFewVectors_SharesThem(int vectors, int receive, int transmit)
    {
        using SimulatedMachine machine = new();
        SimulatedNetwork simulated = new(machine, vectors: vectors);
        using VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), Wake, out _);

        Assert.NotNull(device);
        Assert.Equal([receive, transmit], [simulated.Receive.Vector, simulated.Transmit.Vector]);
    }

    [Theory]
    [InlineData("VIRTIO_F_VERSION_1")]
    [InlineData("refuses the features")]
    [InlineData("does not reset")]
    [InlineData("no interrupt")]
    [InlineData("receive queue")]
    [InlineData("transmit queue")]
    public void Open_Impossible_SaysWhyAndLeavesNothingBehind(string reason)
    {
        switch (reason)
        {
            case "VIRTIO_F_VERSION_1":
                Simulated.Features &= ~VirtioFeature.Version1;
                break;
            case "refuses the features":
                Simulated.RefusesFeatures = true;
                break;
            case "does not reset":
                Simulated.RefusesToReset = true;
                Simulated.Status = DeviceStatus.DriverOk;
                break;
            case "no interrupt":
                Machine.InterruptsLeft = 0;
                Simulated.Function.Bytes[0x3D] = 0;
                break;
            case "receive queue":
                Machine.DmaAllocationsLeft = 1;
                break;
            default:
                Machine.DmaAllocationsLeft = 3;
                break;
        }

        Assert.Null(VirtioNetDevice.Open(Machine, Simulated.OpenTransport(), Wake, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveInterrupts));
    }

    [Fact]
    public void Dispose_GivesEverythingBack()
    {
        Open().Dispose();

        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveInterrupts));
        Assert.Equal(DeviceStatus.Reset, Simulated.Status);
    }
}
