using System;
using Sabos.Hal.E1000;
using Sabos.Hal.Tests.Simulation;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>The link's state, interrupts, and devices that fail.</summary>
public sealed class E1000RecoveryTests : E1000DeviceFixture
{
    [Fact]
    public void IsLinkUp_FollowsTheCable()
    {
        using E1000Device device = Open();
        Simulated.SetLink(false);
        ReceiveAll(device);
        Assert.False(device.IsLinkUp);
        Simulated.SetLink(true);
        ReceiveAll(device);
        Assert.True(device.IsLinkUp);
        AssertWorks(device);
    }

    [Fact]
    public void Interrupt_WhileFramesAreTaken_OnlyOne()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 100; i++)
        {
            Simulated.Receive(Frame((byte)i));
            Assert.True(device.TryReceive(out ReceivedFrame frame));
            frame.Dispose();
        }

        Assert.Equal(1U, device.Interrupts);
        Assert.True(Simulated.IsInterruptHigh);
        Assert.Empty(ReceiveAll(device));
        Assert.False(Simulated.IsInterruptHigh);
        Simulated.Receive(Frame(1));
        Assert.Equal(2U, device.Interrupts);
    }

    [Fact]
    public void Interrupt_OfAnotherOnTheLine_IsAnswered()
    {
        using E1000Device device = Open();
        Assert.True(Machine.RaiseLine(SimulatedE1000.Line));
        Assert.False(Machine.RaiseLine(SimulatedE1000.Line));
        ReceiveAll(device);

        Assert.True(Machine.RaiseLine(SimulatedE1000.Line));
        AssertWorks(device);
    }

    [Fact]
    public void TransmitHangs_IsResetAfterAWhile()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        while (Send(device, Frame(1)))
            device.Flush();
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(Send(device, Frame(1)));
        Assert.Empty(ReceiveAll(device));
        Assert.Equal(0, device.Counters.Faults);
        Time.Advance(TimeSpan.FromSeconds(1.1));
        uint observed = Wake.Observe();
        Assert.False(Send(device, Frame(1)));
        Assert.NotEqual(observed, Wake.Observe()); // no interrupt will come: the owner is to look
        Assert.Empty(ReceiveAll(device));

        Assert.Equal((1L, 1L, 255L), (device.Counters.Faults, device.Counters.Recoveries, device.Counters.DroppedFrames));
        AssertWorks(device);
    }

    [Fact]
    public void TransmitIsSlow_IsNotReset()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        for (int i = 0; i < 20; i++)
        {
            while (Send(device, Frame(1)))
                device.Flush();
            Time.Advance(TimeSpan.FromSeconds(1.5));
            Simulated.Transmitter.SendPending(1);
        }

        Assert.Equal(0, device.Counters.Faults);
    }

    [Fact]
    public void TransmitWithoutALink_IsNotReset()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        Simulated.SetLink(false);
        ReceiveAll(device);
        while (Send(device, Frame(1)))
            device.Flush();
        for (int i = 0; i < 10; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.False(Send(device, Frame(1)));
            ReceiveAll(device);
        }

        Assert.Equal(0, device.Counters.Faults);
    }

    [Fact]
    public void Rubbish_ARingOfIt_IsReset()
    {
        using E1000Device device = Open();
        Deliver(device, rubbish: 255);
        Simulated.Receive(Frame(1));
        Assert.Single(ReceiveAll(device));
        Deliver(device, rubbish: 255);
        Assert.Equal(0, device.Counters.Recoveries);
        Deliver(device, rubbish: 1);

        Assert.Equal((1L, 1L, 511L), (device.Counters.Faults, device.Counters.Recoveries, device.Counters.ReceiveErrors));
        AssertWorks(device);
    }

    [Fact]
    public void Hangs_WhileAFrameIsLent_IsResetAfterItsReturn()
    {
        using E1000Device device = Open();
        Simulated.Receive(Frame(1));
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Hang(device);
        Assert.Equal(0, device.Counters.Recoveries);
        Assert.Equal(1, frame.Bytes[14]);
        frame.Dispose();
        ReceiveAll(device);

        Assert.Equal(1, device.Counters.Recoveries);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hangs_ResetThatChangesNothing_WorksAllTheSame(bool resetsNothing)
    {
        Simulated.ResetsNothing = resetsNothing;
        using E1000Device device = Open();
        Simulated.Receive(Frame(1));
        ReceiveAll(device);
        Hang(device);

        Assert.Equal(1, device.Counters.Recoveries);
        AssertWorks(device);
    }

    [Fact]
    public void Reset_FilterAndAddressStand()
    {
        using E1000Device device = Open();
        device.SetReceiveFilter([new MacAddress(0x3333_0000_0001)], isPromiscuous: false);
        Hang(device);
        byte[] group = Frame(1);
        new MacAddress(0x3333_0000_0001).WriteTo(group);

        Assert.True(Simulated.Receive(group));
        Assert.Single(ReceiveAll(device));
        new MacAddress(0x3333_0000_0002).WriteTo(group);
        Assert.False(Simulated.Receive(group));
        AssertWorks(device);
    }

    [Fact]
    public void BrokenForGood_DeviceIsGivenUpAndItsLineIsFree()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 4; i++)
        {
            Assert.False(device.HasFailed);
            Hang(device);
        }

        Assert.True(device.HasFailed);
        Assert.False(device.IsLinkUp);
        Assert.False(Send(device, Frame(1)));
        Assert.False(device.HasUnsent());
        device.SetReceiveFilter([], isPromiscuous: true);
        Assert.Equal(3, device.Counters.Recoveries);
        Assert.Equal(0, Machine.LiveListeners);
        Assert.Equal(0, Simulated.Function.Command & 4);
    }

    [Fact]
    public void TakenOut_WhileSending_LinkIsDownAndNothingWaits()
    {
        E1000Device device = Open();
        Simulated.IsTakenOut = true;
        uint observed = Wake.Observe();
        while (Send(device, Frame(1)))
            device.Flush();

        Assert.NotEqual(observed, Wake.Observe());
        Assert.True(device.HasFailed);
        Assert.False(device.IsLinkUp);
        Assert.Empty(ReceiveAll(device));
        device.Dispose();
        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveListeners));
    }

    [Fact]
    public void TakenOut_AnnouncedByAnInterrupt_IsNoticedAtOnce()
    {
        using E1000Device device = Open();
        Simulated.IsTakenOut = true;
        Machine.RaiseLine(SimulatedE1000.Line);
        ReceiveAll(device);

        Assert.True(device.HasFailed);
        Assert.Equal(0, Machine.LiveListeners);
    }

    private void Hang(E1000Device device)
    {
        Simulated.Transmitter.SendsAtOnce = false;
        while (Send(device, Frame(1)))
            device.Flush();
        Time.Advance(TimeSpan.FromSeconds(3));
        Send(device, Frame(1));
        ReceiveAll(device);
        Simulated.Transmitter.SendsAtOnce = true;
    }

    private void Deliver(E1000Device device, int rubbish)
    {
        for (int i = 0; i < rubbish; i++)
        {
            Assert.True(Simulated.Deliver(Frame(1), status: 0b11, errors: 1));
            ReceiveAll(device);
        }
    }
}
