using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

public sealed class VirtioNetDeviceTests : IDisposable
{
    private const ulong LinkStatus = SimulatedNetwork.LinkStatus;

    private readonly SimulatedMachine _machine = new();
    private readonly EventWord _wake = new();
    private readonly SimulatedNetwork _simulated;

    public VirtioNetDeviceTests() => _simulated = new SimulatedNetwork(_machine);

    public void Dispose()
    {
        _machine.Dispose();
        _wake.Dispose();
    }

    [Fact]
    public void Open_GoodDevice_IsReady()
    {
        using VirtioNetDevice device = Open();

        Assert.Equal(new LinkCapabilities(LinkMedium.Ethernet, new MacAddress(0x5254_0012_3456), 1500), device.Capabilities);
        Assert.True(device.IsLinkUp);
        Assert.Equal(_simulated.Features, device.Features);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.True(_simulated.Status.HasFlag(DeviceStatus.DriverOk));
        Assert.Equal(256, _simulated.Receive.AvailableIndex);
        Assert.Equal([0], _simulated.Doorbells);
        Assert.Equal([0, 1, 2], [0, _simulated.Receive.Vector, _simulated.Transmit.Vector]);
    }

    [Fact]
    public void Open_SmallerRing_UsesIt()
    {
        _simulated.Receive.Size = _simulated.Transmit.Size = _simulated.QueueSize = 16;
        using VirtioNetDevice device = Open();

        Assert.Equal((16, 0, 16, 0), device.Buffers);
    }

    [Fact]
    public void Open_FeaturesNobodyKnows_AreNotAccepted()
    {
        ulong known = _simulated.Features;
        _simulated.Features = ulong.MaxValue & ~SimulatedNetwork.Mtu;
        using VirtioNetDevice device = Open();

        Assert.Equal(known | VirtioFeature.AccessPlatform | VirtioFeature.OrderPlatform, _simulated.DriverFeatures);
        Assert.Equal(_simulated.Features, device.OfferedFeatures);
    }

    [Theory]
    [InlineData(1400, 1400)]
    [InlineData(9000, 9000)]
    [InlineData(67, 1500)]
    [InlineData(65535, 1500)]
    [InlineData(0, 1500)]
    public void Open_DeviceMtu_IsTakenIfUsable(int offered, int mtu)
    {
        _simulated.Features |= SimulatedNetwork.Mtu;
        BitConverter.GetBytes((ushort)offered).CopyTo(_simulated.Configuration, 10);
        using VirtioNetDevice device = Open();

        Assert.Equal(mtu, device.Capabilities.Mtu);
        Assert.Equal(mtu == offered, (device.Features & SimulatedNetwork.Mtu) != 0);
        Assert.True(device.TryReserve(mtu + 14, TransmitOffload.None, out OutgoingFrame frame));
        frame.Cancel();
        Assert.True(_simulated.Deliver(new byte[mtu + 18]));
        Assert.Equal(mtu + 18, Assert.Single(ReceiveAll(device)).Length);
    }

    [Fact]
    public void Open_NoAddress_MakesALocalOne()
    {
        _simulated.Features &= ~SimulatedNetwork.Mac;
        using VirtioNetDevice device = Open();

        Assert.Equal(0b10UL, (device.Capabilities.Address.Bits >> 40) & 0b11);
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 0, 0)]
    public void Open_FewVectors_AreShared(int vectors, int receive, int transmit)
    {
        _machine.InterruptsLeft = vectors;
        using VirtioNetDevice device = Open();

        Assert.Equal([receive, transmit], [_simulated.Receive.Vector, _simulated.Transmit.Vector]);
        Assert.Empty(ReceiveAll(device));
        _simulated.Deliver(new byte[60]);
        Assert.Equal(1U, device.ReceiveInterrupts);
        Assert.Single(ReceiveAll(device));
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("refuses the features")]
    [InlineData("does not reset")]
    [InlineData("MSI-X")]
    [InlineData("receive queue")]
    [InlineData("transmit queue")]
    public void Open_Impossible_SaysWhyAndLeavesNothingBehind(string reason)
    {
        switch (reason)
        {
            case "legacy":
                _simulated.Features &= ~VirtioFeature.Version1;
                break;
            case "refuses the features":
                _simulated.RefusesFeatures = true;
                break;
            case "does not reset":
                _simulated.RefusesToReset = true;
                _simulated.Status = DeviceStatus.DriverOk;
                break;
            case "MSI-X":
                _machine.InterruptsLeft = 0;
                break;
            case "receive queue":
                _machine.DmaAllocationsLeft = 1;
                break;
            default:
                _machine.DmaAllocationsLeft = 3;
                break;
        }

        Assert.Null(VirtioNetDevice.Open(_machine, _simulated.OpenTransport(), _wake, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_machine.LiveDma, _machine.LiveInterrupts));
    }

    [Fact]
    public void Dispose_GivesEverythingBack()
    {
        Open().Dispose();

        Assert.Equal((0, 0), (_machine.LiveDma, _machine.LiveInterrupts));
        Assert.Equal(DeviceStatus.Reset, _simulated.Status);
    }

    [Fact]
    public void TryReceive_FramesInOrder_BuffersGoBack()
    {
        using VirtioNetDevice device = Open();
        for (byte i = 1; i <= 200; i++)
            Assert.True(_simulated.Deliver(Enumerable.Repeat(i, 60 + i).ToArray()));

        List<byte[]> frames = ReceiveAll(device);

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (60 + i, (byte)i)), frames.Select(frame => (frame.Length, frame[^1])));
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.Equal(200UL, device.Counters.ReceivedFrames);
        Assert.Equal((ulong)frames.Sum(frame => frame.Length), device.Counters.ReceivedBytes);
    }

    [Fact]
    public void TryReceive_FrameKeptMeanwhile_IsNotOverwritten()
    {
        using VirtioNetDevice device = Open();
        _simulated.Deliver([1, 1, 1]);
        Assert.True(device.TryReceive(out ReceivedFrame kept));
        int delivered = 0;
        while (_simulated.Deliver([2, 2, 2]))
            delivered++;

        Assert.Equal(255, delivered);
        Assert.Equal(1, device.Buffers.Lent);
        Assert.Equal([1, 1, 1], kept.Bytes.ToArray());
        kept.Dispose();
        Assert.Equal(255, ReceiveAll(device).Count);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void Dispose_FrameTwice_IsRefused()
    {
        using VirtioNetDevice device = Open();
        _simulated.Deliver([1]);
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        frame.Dispose();

        try
        {
            frame.Dispose();
            Assert.Fail("The buffer would be in the ring twice.");
        }
        catch (InvalidOperationException)
        {
            Assert.Equal(256, device.Buffers.Offered);
        }
    }

    [Fact]
    public void TryReceive_EmptyBuffers_AreCountedAndReturned()
    {
        using VirtioNetDevice device = Open();
        for (int length = -12; length <= 0; length += 6)
        {
            _simulated.Receive.TryPop(out int head, out _);
            _simulated.Receive.Push(head, 12 + length, eventIndex: true);
        }

        _simulated.Deliver([9]);

        Assert.Equal([9], Assert.Single(ReceiveAll(device)));
        Assert.Equal(3UL, device.Counters.ReceiveErrors);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void TryReceive_BurstAfterSilence_OneInterrupt()
    {
        using VirtioNetDevice device = Open();
        Assert.Empty(ReceiveAll(device));
        uint observed = _wake.Observe();
        for (int i = 0; i < 50; i++)
            _simulated.Deliver([1]);

        Assert.Equal(1U, device.ReceiveInterrupts);
        Assert.Equal(observed + 1, _wake.Observe());
        Assert.Equal(50, ReceiveAll(device).Count);
        _simulated.Deliver([1]);
        Assert.Equal(2U, device.ReceiveInterrupts);
    }

    [Fact]
    public void Send_Batch_RingsTheDoorbellOnce()
    {
        _simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        _simulated.Doorbells.Clear();
        for (byte i = 0; i < 10; i++)
            Assert.True(Send(device, [i, i]));
        Assert.Empty(_simulated.Doorbells);

        device.Flush();

        Assert.Equal([1], _simulated.Doorbells);
        Assert.Equal(10, _simulated.SendPending());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], _simulated.Sent.Select(frame => frame[1]));
        Assert.Equal((10UL, 20UL), (device.Counters.SentFrames, device.Counters.SentBytes));
    }

    [Fact]
    public void Send_Cancelled_IsNotSent()
    {
        using VirtioNetDevice device = Open();
        Assert.True(device.TryReserve(60, TransmitOffload.None, out OutgoingFrame frame));
        frame.Cancel();
        frame.Dispose();
        device.Flush();

        Assert.Empty(_simulated.Sent);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void TryReserve_RingFull_WaitsForTheInterrupt()
    {
        _simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        int sent = 0;
        while (Send(device, [1]))
            sent++;

        Assert.Equal(256, sent);
        Assert.Equal(1UL, device.Counters.TransmitStalls);
        Assert.Equal(0U, device.TransmitInterrupts);
        uint observed = _wake.Observe();
        _simulated.SendPending(63);
        Assert.Equal(observed, _wake.Observe());
        _simulated.SendPending(1); // a quarter is done
        Assert.Equal(observed + 1, _wake.Observe());
        Assert.Equal(1U, device.TransmitInterrupts);
        Assert.True(Send(device, [2]));
    }

    [Fact]
    public void Send_DeviceKeepsUp_NoInterrupt()
    {
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(Send(device, [1]));
            device.Flush();
        }

        Assert.Equal(0U, device.TransmitInterrupts);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.Equal(1000, _simulated.Sent.Count);
    }

    [Fact]
    public void TryReserve_WhatWasNotAnnounced_Throws()
    {
        using VirtioNetDevice device = Open();

        Assert.Throws<ArgumentException>(() => device.TryReserve(60, new TransmitOffload(34, 16, 0), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.TryReserve(60_000, TransmitOffload.None, out _));
    }

    [Fact]
    public void IsLinkUp_FollowsTheConfigurationInterrupt()
    {
        using VirtioNetDevice device = Open();
        _simulated.ChangeConfiguration(configuration => configuration[6] = 0);
        Assert.Equal(1U, device.ConfigurationInterrupts);
        Assert.Equal(1U, _wake.Observe());
        ReceiveAll(device);
        Assert.False(device.IsLinkUp);

        _simulated.ChangeConfiguration(configuration => configuration[6] = 1);
        ReceiveAll(device);
        Assert.True(device.IsLinkUp);
    }

    [Fact]
    public void IsLinkUp_DeviceWithoutStatus_IsUp()
    {
        _simulated.Features &= ~LinkStatus;
        _simulated.Configuration[6] = 0;
        using VirtioNetDevice device = Open();

        Assert.True(device.IsLinkUp);
    }

    [Fact]
    public void NeedsReset_DeviceIsSetUpAnew()
    {
        _simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        Send(device, [1]);
        _simulated.Status |= DeviceStatus.NeedsReset;
        _simulated.ChangeConfiguration(_ => { });
        ReceiveAll(device);

        Assert.Equal((1UL, 1UL), (device.Counters.Faults, device.Counters.Recoveries));
        Assert.Equal(1UL, device.Counters.DroppedFrames);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.False(_simulated.Status.HasFlag(DeviceStatus.NeedsReset));
        AssertWorks(device);
    }

    [Fact]
    public void BrokenRing_WhileAFrameIsLent_IsResetAfterItsReturn()
    {
        using VirtioNetDevice device = Open();
        _simulated.Deliver([1]);
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        _simulated.Receive.PublishUsed(9999);
        Assert.False(device.TryReceive(out _));
        Assert.Equal(0UL, device.Counters.Recoveries);
        frame.Dispose();
        ReceiveAll(device);

        Assert.Equal(1UL, device.Counters.Recoveries);
        AssertWorks(device);
    }

    [Fact]
    public void BrokenTransmitRing_WakesTheOwnerAndIsReset()
    {
        _simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        while (Send(device, [1]))
        {
        }

        _simulated.Transmit.PublishUsed(9999);
        uint observed = _wake.Observe();
        Assert.False(Send(device, [1]));
        Assert.NotEqual(observed, _wake.Observe());
        ReceiveAll(device);

        Assert.Equal(1UL, device.Counters.Recoveries);
        AssertWorks(device);
    }

    [Fact]
    public void BrokenForGood_DeviceIsGivenUp()
    {
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 10; i++)
        {
            _simulated.Receive.PublishUsed(9999);
            ReceiveAll(device);
        }

        Assert.True(device.HasFailed);
        Assert.False(device.IsLinkUp);
        Assert.False(Send(device, [1]));
        Assert.True(_simulated.Status.HasFlag(DeviceStatus.Failed));
        Assert.Equal(3UL, device.Counters.Recoveries);
    }

    [Fact]
    public void WarmTraffic_AllocatesNothing()
    {
        _simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 100; i++)
            _simulated.Deliver([1, 2, 3]);
        Exchange(device, 50);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(device, 50);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
        Assert.Equal(100UL, device.Counters.ReceivedFrames);
    }

    private static void Exchange(VirtioNetDevice device, int count)
    {
        for (int i = 0; i < count && device.TryReceive(out ReceivedFrame received); i++)
        {
            if (device.TryReserve(received.Bytes.Length, TransmitOffload.None, out OutgoingFrame outgoing))
            {
                received.Bytes.CopyTo(outgoing.Bytes);
                outgoing.Dispose();
            }

            received.Dispose();
        }
    }

    private static bool Send(VirtioNetDevice device, ReadOnlySpan<byte> bytes)
    {
        if (!device.TryReserve(bytes.Length, TransmitOffload.None, out OutgoingFrame frame))
            return false;
        bytes.CopyTo(frame.Bytes);
        frame.Dispose();
        return true;
    }

    private static List<byte[]> ReceiveAll(VirtioNetDevice device)
    {
        List<byte[]> frames = [];
        while (device.TryReceive(out ReceivedFrame frame))
        {
            frames.Add(frame.Bytes.ToArray());
            frame.Dispose();
        }

        return frames;
    }

    private void AssertWorks(VirtioNetDevice device)
    {
        Assert.Empty(ReceiveAll(device));
        uint observed = _wake.Observe();
        Assert.True(_simulated.Deliver([7]));
        Assert.NotEqual(observed, _wake.Observe());
        Assert.Equal([7], Assert.Single(ReceiveAll(device)));
        _simulated.Sent.Clear();
        Assert.True(Send(device, [8]));
        device.Flush();
        _simulated.SendPending();
        Assert.Equal([8], _simulated.Sent[^1]);
        Assert.True(_machine.GuardsIntact);
    }

    private VirtioNetDevice Open()
    {
        VirtioNetDevice? device = VirtioNetDevice.Open(_machine, _simulated.OpenTransport(), _wake, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
