using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.E1000;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>Frames from the wire to the stack, and buffers back (3.2).</summary>
public sealed class E1000ReceiveTests : E1000DeviceFixture
{
    private const byte Done = 1;
    private const byte End = 2;
    private const byte IgnoreChecksum = 4;
    private const byte Checked = 1 << 5;

    [Fact]
    public void Receive_ManyRounds_EveryFrameInOrder()
    {
        using E1000Device device = Open();
        for (int round = 0; round < 50; round++)
        {
            int count = 1 + (round * 37 % Buffers);
            for (int i = 0; i < count; i++)
                Assert.True(Simulated.Receive(Frame((byte)i)));
            List<byte[]> frames = ReceiveAll(device);
            Assert.Equal(Enumerable.Range(0, count).Select(i => (byte)i), frames.Select(frame => frame[14]));
            Assert.Equal((Buffers, 0), (device.Buffers.Offered, device.Buffers.Lent));
        }

        Assert.Equal(device.Counters.ReceivedFrames * 60, device.Counters.ReceivedBytes);
    }

    [Fact]
    public void Receive_RingFull_IsCountedAndGoesOn()
    {
        using E1000Device device = Open();
        for (int i = 0; i < Buffers; i++)
            Assert.True(Simulated.Receive(Frame(1)));
        Assert.False(Simulated.Receive(Frame(2)));

        Assert.Equal(Buffers, ReceiveAll(device).Count);
        Assert.Equal(1, device.Statistics.ReceiveDrops);
        AssertWorks(device);
    }

    [Fact]
    public void Release_OutOfOrder_BuffersGoBackInOrder()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 64; i++)
            Simulated.Receive(Frame((byte)i));
        Assert.True(device.TryReceive(out ReceivedFrame first));
        for (int i = 1; i < 64; i++)
        {
            Assert.True(device.TryReceive(out ReceivedFrame frame));
            frame.Dispose();
        }

        Assert.Equal((Buffers - 63, 1), (device.Buffers.Offered, device.Buffers.Lent)); // the one that always waits went instead of the lent one
        Assert.Equal(0, first.Bytes[14]);
        first.Dispose();
        Assert.Equal((Buffers, 0), (device.Buffers.Offered, device.Buffers.Lent));
        AssertWorks(device);
    }

    [Fact]
    public void Release_Twice_IsRefused()
    {
        using E1000Device device = Open();
        Simulated.Receive(Frame(1));
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        frame.Dispose();
        InvalidOperationException? refused = null;
        try
        {
            frame.Dispose();
        }
        catch (InvalidOperationException error)
        {
            refused = error;
        }

        Assert.NotNull(refused);
    }

    [Fact]
    public void Flush_FewBuffersBack_RingsNoDoorbell()
    {
        using E1000Device device = Open();
        int before = Simulated.ReceiveDoorbells;
        for (int i = 0; i < 31; i++)
        {
            Simulated.Receive(Frame(1));
            ReceiveAll(device);
        }

        Assert.Equal(before, Simulated.ReceiveDoorbells);
        Simulated.Receive(Frame(1));
        ReceiveAll(device);
        Assert.Equal(before + 1, Simulated.ReceiveDoorbells);
    }

    [Theory]
    [InlineData(Done | End, 0, 0)]
    [InlineData(Done | End, 0, 2049)]
    [InlineData(Done | End, 0, 65535)]
    [InlineData(Done | End, 0x01, 60)] // CRC or alignment
    [InlineData(Done | End, 0x02, 60)] // symbol
    [InlineData(Done | End, 0x04, 60)] // sequence
    [InlineData(Done | End, 0x10, 60)] // carrier extension
    [InlineData(Done | End, 0x80, 60)] // data
    public void Receive_DamagedOrImpossible_IsCountedAndDropped(byte status, byte errors, int length)
    {
        using E1000Device device = Open();
        Simulated.Deliver(Frame(1), status, errors, length);
        Simulated.Deliver(Frame(2));

        Assert.Equal(2, Assert.Single(ReceiveAll(device))[14]);
        Assert.Equal(1, device.Statistics.ReceiveErrors);
        AssertWorks(device);
    }

    [Fact]
    public void Receive_FrameInSeveralBuffers_IsOneError()
    {
        using E1000Device device = Open();
        Simulated.Deliver(Frame(1, 2048), Done);
        Simulated.Deliver(Frame(1, 2048), Done);
        Assert.Empty(ReceiveAll(device));
        Simulated.Deliver(Frame(1, 60), Done | End);
        Simulated.Deliver(Frame(2));

        Assert.Equal(2, Assert.Single(ReceiveAll(device))[14]);
        Assert.Equal(1, device.Statistics.ReceiveErrors);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(Done | End | Checked, 0x00, true)]
    [InlineData(Done | End | Checked, 0x20, false)] // TCPE
    [InlineData(Done | End | Checked, 0x40, true)] // IPE is IP's own matter
    [InlineData(Done | End | Checked | IgnoreChecksum, 0x00, false)]
    [InlineData(Done | End, 0x00, false)] // no TCP, a fragment
    public void Receive_DeviceVouchesForTheChecksum_IfItSaysSo(byte status, byte errors, bool verified)
    {
        using E1000Device device = Open();
        Simulated.Deliver(Frame(1), status, errors);

        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Assert.Equal((verified, 0), (frame.ChecksumVerified, frame.SegmentSize));
        frame.Dispose();
    }

    [Fact]
    public void Filter_NotChosen_BringsGroupsAndBroadcastsAndNoStrangers()
    {
        using E1000Device device = Open();

        Assert.True(Simulated.Receive(To(0x3333_0000_0001)));
        Assert.True(Simulated.Receive(To(MacAddress.Broadcast.Bits)));
        Assert.True(Simulated.Receive(To(0x0800_2712_3456)));
        Assert.False(Simulated.Receive(To(0x0800_2712_3457)));
    }

    [Fact]
    public void Filter_Groups_BringsTheseOnly()
    {
        using E1000Device device = Open();
        device.SetReceiveFilter([new MacAddress(0x0100_5E00_00FB), new MacAddress(0x3333_FF12_3456)], isPromiscuous: false);

        Assert.True(Simulated.Receive(To(0x0100_5E00_00FB)));
        Assert.True(Simulated.Receive(To(0x3333_FF12_3456)));
        Assert.False(Simulated.Receive(To(0x3333_0000_0001)));
        device.SetReceiveFilter([new MacAddress(0x3333_0000_0001)], isPromiscuous: false);
        Assert.True(Simulated.Receive(To(0x3333_0000_0001)));
        Assert.False(Simulated.Receive(To(0x0100_5E00_00FB)));
    }

    [Fact]
    public void Filter_Promiscuous_BringsAllUntilItEnds()
    {
        using E1000Device device = Open();
        device.SetReceiveFilter([], isPromiscuous: true);
        Assert.True(Simulated.Receive(To(0x0800_2712_3457)));
        Assert.True(Simulated.Receive(To(0x3333_0000_0001)));

        device.SetReceiveFilter([], isPromiscuous: false);
        Assert.False(Simulated.Receive(To(0x0800_2712_3457)));
        Assert.False(Simulated.Receive(To(0x3333_0000_0001)));
    }

    // The manual's example (13.5.1): the group ...9x:BC is bit 9 of row 94.
    [Fact]
    public void Filter_TheManualsExample_SetsItsBit()
    {
        using E1000Device device = Open();
        device.SetReceiveFilter([new MacAddress(0x0100_5E00_9ABC)], isPromiscuous: false);

        Assert.Equal(1U << 9, Simulated[0x5200 + (94 * 4)]);
    }

    private static byte[] To(ulong address)
    {
        byte[] frame = Frame(1);
        new MacAddress(address).WriteTo(frame);
        return frame;
    }
}
