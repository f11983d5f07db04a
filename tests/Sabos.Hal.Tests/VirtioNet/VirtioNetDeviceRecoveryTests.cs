using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>The link's state, and devices that fail.</summary>
public sealed class VirtioNetDeviceRecoveryTests : VirtioNetDeviceFixture
{
    private const ulong LinkStatus = SimulatedNetwork.LinkStatus;

    [Fact]
    public void IsLinkUp_FollowsTheConfigurationInterrupt()
    {
        using VirtioNetDevice device = Open();
        Simulated.ChangeConfiguration(configuration => configuration[6] = 0);
        Assert.Equal(1U, device.ConfigurationInterrupts);
        Assert.Equal(1U, Wake.Observe());
        ReceiveAll(device);
        Assert.False(device.IsLinkUp);

        Simulated.ChangeConfiguration(configuration => configuration[6] = 1);
        ReceiveAll(device);
        Assert.True(device.IsLinkUp);
    }

    [Fact]
    public void IsLinkUp_DeviceWithoutStatus_IsUp()
    {
        Simulated.Features &= ~LinkStatus;
        Simulated.Configuration[6] = 0;
        using VirtioNetDevice device = Open();

        Assert.True(device.IsLinkUp);
    }

    [Fact]
    public void NeedsReset_DeviceIsSetUpAnew()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        Send(device, [1]);
        Simulated.Status |= DeviceStatus.NeedsReset;
        Simulated.ChangeConfiguration(_ => { });
        uint observed = Wake.Observe();
        ReceiveAll(device);

        Assert.NotEqual(observed, Wake.Observe()); // the owner is to look again: interrupts were not yet asked for
        Assert.Equal((1UL, 1UL), (device.Counters.Faults, device.Counters.Recoveries));
        Assert.Equal(1UL, device.Counters.DroppedFrames);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.False(Simulated.Status.HasFlag(DeviceStatus.NeedsReset));
        AssertWorks(device);
    }

    [Fact]
    public void BrokenRing_WhileAFrameIsLent_IsResetAfterItsReturn()
    {
        using VirtioNetDevice device = Open();
        Simulated.Deliver([1]);
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Simulated.Receive.PublishUsed(9999);
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
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        while (Send(device, [1]))
        {
        }

        Simulated.Transmit.PublishUsed(9999);
        uint observed = Wake.Observe();
        Assert.False(Send(device, [1]));
        Assert.NotEqual(observed, Wake.Observe());
        ReceiveAll(device);

        Assert.Equal(1UL, device.Counters.Recoveries);
        AssertWorks(device);
    }

    [Fact]
    public void TakenOut_WhileSending_LinkIsDownAndNothingWaits()
    {
        Simulated.SendsAtOnce = false;
        VirtioNetDevice device = Open();
        Simulated.IsTakenOut = true;
        int sent = 0;
        uint observed = Wake.Observe();
        while (Send(device, [1]))
        {
            sent++;
            device.Flush();
        }

        Assert.Equal(256, sent);
        Assert.NotEqual(observed, Wake.Observe()); // the owner is to see that the link is down
        Assert.False(device.IsLinkUp);
        Assert.True(device.HasFailed);
        Assert.Empty(ReceiveAll(device));
        Assert.False(Send(device, [1]));
        Assert.Equal(2, Simulated.StatusReads); // when an interrupt was asked for, and when there was still no room
        device.Dispose();
        Assert.Equal((0, 0, 0), (Machine.LiveDma, Machine.LiveInterrupts, Machine.LiveMappings));
    }

    [Fact]
    public void TakenOut_BeforeARingIsSetUpAnew_IsNotWaitedFor()
    {
        using VirtioNetDevice device = Open();
        Simulated.Receive.PublishUsed(9999);
        Simulated.IsTakenOut = true;
        ReceiveAll(device);

        Assert.True(device.HasFailed);
        Assert.InRange(Simulated.StatusReads, 1, 4);
    }

    [Fact]
    public void TakenOut_AnnouncedByAnInterrupt_IsNoticedAtOnce()
    {
        using VirtioNetDevice device = Open();
        Simulated.ChangeConfiguration(_ => { });
        Simulated.IsTakenOut = true;
        ReceiveAll(device);

        Assert.False(device.IsLinkUp);
        Assert.Equal(0UL, device.Counters.Faults);
    }

    [Fact]
    public void BrokenForGood_DeviceIsGivenUp()
    {
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 10; i++)
        {
            Simulated.Receive.PublishUsed(9999);
            ReceiveAll(device);
        }

        Assert.True(device.HasFailed);
        Assert.False(device.IsLinkUp);
        Assert.False(Send(device, [1]));
        Assert.True(Simulated.Status.HasFlag(DeviceStatus.Failed));
        Assert.Equal(3UL, device.Counters.Recoveries);
    }

    // Before it is taken out: nothing of it is used after that, and it is taken out once.
    [Fact]
    public void Remove_DeviceIsSilencedAndLetGoOf()
    {
        VirtioNetDevice device = Open();
        int failures = 0;
        device.Failed += () => failures++;
        Send(device, [1]);
        uint observed = Wake.Observe();

        Assert.True(device.Remove());
        Assert.Equal(DeviceStatus.Reset, Simulated.Status);
        Assert.NotEqual(observed, Wake.Observe());
        Assert.False(device.IsLinkUp);
        Assert.False(device.Remove());
        Assert.Equal((0, 0), (Machine.LiveInterrupts, Machine.LiveDma));
        Simulated.Doorbells.Clear();
        Assert.False(Send(device, [1]));
        device.SetReceiveFilter([new MacAddress(0x3333_0000_0001)], isPromiscuous: false);
        device.Flush();
        Assert.Empty(ReceiveAll(device));
        Assert.Empty(Simulated.Doorbells);
        Assert.Equal((0U, 0U, 0U), (device.ReceiveInterrupts, device.TransmitInterrupts, device.ConfigurationInterrupts));
        Assert.Equal(0, failures);
        device.Dispose();
        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveMappings));
    }

    [Fact]
    public void Remove_DeviceThatDoesNotReset_KeepsWhatItMayWriteTo()
    {
        VirtioNetDevice device = Open();
        Simulated.RefusesToReset = true;

        Assert.True(device.Remove());
        Assert.Equal(0, Machine.LiveInterrupts);
        Assert.NotEqual(0, Machine.LiveDma);
        device.Dispose();
    }

    [Fact]
    public void Failed_TakenOut_IsRaisedOnce()
    {
        using VirtioNetDevice device = Open();
        int failures = 0;
        device.Failed += () => failures++;
        Simulated.ChangeConfiguration(_ => { });
        Simulated.IsTakenOut = true;
        ReceiveAll(device);
        ReceiveAll(device);

        Assert.Equal(1, failures);
        Assert.False(device.Remove());
    }
}
