using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>Which frames the device is told to bring, by commands (virtio 1.2, 5.1.6.5.1 and 5.1.6.5.2), and devices that refuse, or do not answer.</summary>
public sealed class ReceiveFilterTests : VirtioNetDeviceFixture
{
    private static readonly byte[] s_own = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56];
    private static readonly byte[] s_allMulticastOff = [0, 1, 0];
    private static readonly byte[] s_allMulticast = [0, 1, 1];
    private static readonly byte[] s_promiscuousOff = [0, 0, 0];
    private static readonly byte[] s_promiscuous = [0, 0, 1];

    public ReceiveFilterTests() => Simulated.Features |= SimulatedNetwork.ControlQueue | SimulatedNetwork.ReceiveModes;

    // What is let in comes before what is kept out: no frame of the groups is lost meanwhile.
    [Fact]
    public void SetReceiveFilter_First_TableThenTheModes()
    {
        using VirtioNetDevice device = Open();
        Assert.Empty(Simulated.Commands);
        Set(device, 2);

        Assert.Equal([Table(2), s_allMulticastOff, s_promiscuousOff], Simulated.Commands);
        Assert.Equal(
            [1, 0, 1, 0, 0, 0, .. s_own, 2, 0, 0, 0, 0x01, 0x00, 0x5E, 0x00, 0x00, 0x00, 0x01, 0x00, 0x5E, 0x00, 0x00, 0x01], Simulated.Commands[0]);
    }

    [Fact]
    public void SetReceiveFilter_Again_OnlyWhatChanged()
    {
        using VirtioNetDevice device = Open();
        Set(device, 2);
        Simulated.Commands.Clear();
        Set(device, 3);
        Set(device, 3, isPromiscuous: true);
        Set(device, 0);

        Assert.Equal([Table(3), Table(3), s_promiscuous, Table(0), s_promiscuousOff], Simulated.Commands);
    }

    [Fact]
    public void SetReceiveFilter_MoreThanATableHolds_AllGroupsUntilTheyAreFewer()
    {
        using VirtioNetDevice device = Open();
        Set(device, 64);
        Simulated.Commands.Clear();
        Set(device, 65);
        Assert.Equal([s_allMulticast], Simulated.Commands);
        Simulated.Commands.Clear();
        Set(device, 1000);
        Assert.Empty(Simulated.Commands);
        Set(device, 1);
        Assert.Equal([Table(1), s_allMulticastOff], Simulated.Commands);
    }

    [Fact]
    public void SetReceiveFilter_DeviceRefusesTheTable_AllGroups()
    {
        Simulated.Accepts = static command => command[0] == 0;
        using VirtioNetDevice device = Open();
        Set(device, 2);
        Assert.Equal([Table(2), s_allMulticast, s_promiscuousOff], Simulated.Commands);

        Simulated.Accepts = static _ => true;
        Simulated.Commands.Clear();
        Set(device, 3);
        Assert.Equal([Table(3), s_allMulticastOff], Simulated.Commands);
    }

    [Fact]
    public void SetReceiveFilter_DeviceRefusesGroupsAtAll_AllFrames()
    {
        Simulated.Accepts = static command => command is [0, 0, ..];
        using VirtioNetDevice device = Open();
        Set(device, 2);

        Assert.Equal([Table(2), s_allMulticast, s_promiscuous], Simulated.Commands);
    }

    [Fact]
    public void SetReceiveFilter_DeviceRefusesEverything_IsNotAskedForEver()
    {
        Simulated.Accepts = static _ => false;
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 10; i++)
            Set(device, 2);

        Assert.InRange(Simulated.Commands.Count, 3, 12);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SetReceiveFilter_LateAnswer_WakesTheOwnerAndTheNextFollows(bool eventIndex)
    {
        Simulated.Features &= eventIndex ? ulong.MaxValue : ~VirtioFeature.EventIndex;
        Simulated.AnswersAtOnce = false;
        using VirtioNetDevice device = Open();
        Set(device, 2);
        for (int command = 1; command <= 3; command++)
        {
            uint observed = Wake.Observe();
            Assert.Equal(1, Simulated.AnswerCommands());
            Assert.NotEqual(observed, Wake.Observe());
            Assert.Equal(command, Simulated.Commands.Count);
            Turn(device);
        }

        Assert.Equal(0, Simulated.AnswerCommands());
        Assert.Equal([Table(2), s_allMulticastOff, s_promiscuousOff], Simulated.Commands);
    }

    // The last word counts: what was wanted in between is not told.
    [Fact]
    public void SetReceiveFilter_WhileACommandIsOnItsWay_TheLatestIsTold()
    {
        Simulated.AnswersAtOnce = false;
        using VirtioNetDevice device = Open();
        Set(device, 1);
        Set(device, 2);
        Set(device, 3);
        while (Simulated.AnswerCommands() > 0)
            Turn(device);

        Assert.Equal([Table(1), Table(3), s_allMulticastOff, s_promiscuousOff], Simulated.Commands);
    }

    [Fact]
    public void SetReceiveFilter_NeverAnswered_FramesPassAllTheSame()
    {
        Simulated.AnswersAtOnce = false;
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 100; i++)
            Set(device, i % 70);

        Assert.Equal(1, Simulated.Control.AvailableIndex);
        AssertWorks(device);
    }

    [Fact]
    public void Reset_TheFilterIsToldAgain()
    {
        using VirtioNetDevice device = Open();
        Set(device, 2);
        Simulated.Commands.Clear();
        Simulated.Status |= DeviceStatus.NeedsReset;
        Simulated.ChangeConfiguration(_ => { });
        Turn(device);

        Assert.Equal(1UL, device.Counters.Recoveries);
        Assert.Equal([Table(2), s_allMulticastOff, s_promiscuousOff], Simulated.Commands);
    }

    [Fact]
    public void Reset_WhileACommandIsOnItsWay_TheFilterIsTold()
    {
        Simulated.AnswersAtOnce = false;
        using VirtioNetDevice device = Open();
        Set(device, 2);
        Simulated.Control.PublishUsed(9999);
        uint observed = Wake.Observe();
        Turn(device);
        Assert.NotEqual(observed, Wake.Observe());
        Turn(device);
        Assert.Equal((1UL, 1UL), (device.Counters.Faults, device.Counters.Recoveries));
        Simulated.AnswersAtOnce = true;
        Assert.Equal(1, Simulated.AnswerCommands());
        Turn(device);

        Assert.Equal([Table(2), s_allMulticastOff, s_promiscuousOff], Simulated.Commands);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(SimulatedNetwork.ControlQueue)]
    [InlineData(SimulatedNetwork.ReceiveModes)]
    public void SetReceiveFilter_DeviceCannot_IsNotTold(ulong missing)
    {
        Simulated.Features &= ~missing;
        using VirtioNetDevice device = Open();
        Set(device, 2);

        Assert.Empty(Simulated.Commands);
        AssertWorks(device);
    }

    [Fact]
    public void Open_ControlQueueIsNotThere_WorksWithout()
    {
        Simulated.Control.IsAbsent = true;
        using VirtioNetDevice device = Open();
        Set(device, 2);

        AssertWorks(device);
    }

    private static void Set(VirtioNetDevice device, int groups, bool isPromiscuous = false)
    {
        MacAddress[] addresses = [.. Enumerable.Range(0, groups).Select(static i => new MacAddress(0x0100_5E00_0000UL + (ulong)i))];
        device.SetReceiveFilter(addresses, isPromiscuous);
        Turn(device);
    }

    // What the owner does whenever it wakes.
    private static void Turn(VirtioNetDevice device)
    {
        Assert.Empty(ReceiveAll(device));
        device.Flush();
    }

    private static byte[] Table(int groups)
    {
        List<byte> table = [1, 0, 1, 0, 0, 0, .. s_own, .. BitConverter.GetBytes(groups)];
        for (int i = 0; i < groups; i++)
            table.AddRange([0x01, 0x00, 0x5E, 0x00, 0x00, (byte)i]);
        return [.. table];
    }
}
