using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>Received frames that fill several buffers (VIRTIO_NET_F_MRG_RXBUF; virtio 1.2, 5.1.6.4).</summary>
public sealed class MergedFrameTests : VirtioNetDeviceFixture
{
    private const ulong Offloads = SimulatedNetwork.GuestChecksum | SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.GuestSegmentation6 | SimulatedNetwork.MergeBuffers;

    // flags NEEDS_CSUM, gso_type TCPV4, gso_size 1448.
    private static readonly byte[] s_header = [1, 1, 0, 0, 1448 & 0xFF, 1448 >> 8, 0, 0, 0, 0, 0, 0];

    public MergedFrameTests() => Simulated.Features |= Offloads;

    [Theory]
    [InlineData(2049)]
    [InlineData(65_549)]
    public void TryReceive_FrameOfManyBuffers_IsOne(int length)
    {
        using VirtioNetDevice device = Open();
        byte[] bytes = Bytes(length, 1);
        Assert.True(Simulated.DeliverMerged(bytes, s_header));

        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Assert.Equal(bytes, frame.Bytes.ToArray());
        Assert.Equal((true, 1448), (frame.ChecksumVerified, frame.SegmentSize));
        Assert.Equal((length + 12 + 2047) / 2048, device.Buffers.Lent);
        Assert.Equal(256, device.Buffers.Lent + device.Buffers.Offered);
        frame.Dispose();
        Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
        Assert.Equal((1UL, (ulong)length), (device.Counters.ReceivedFrames, device.Counters.ReceivedBytes));
    }

    [Fact]
    public void TryReceive_FramesAroundTheRing_ArriveExactly()
    {
        using VirtioNetDevice device = Open();
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = Bytes(random.Next(2) == 0 ? random.Next(1, 1515) : random.Next(1, 65_549), i);
            Assert.True(Simulated.DeliverMerged(bytes, s_header));
            Assert.Equal(bytes, Assert.Single(ReceiveAll(device)));
            Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
        }
    }

    [Fact]
    public void TryReceive_BuffersGivenBackInAnyOrder_FramesArriveExactly()
    {
        using VirtioNetDevice device = Open();
        Random random = new(1);
        for (int i = 0; i < 50; i++)
        {
            byte[][] expected = [Bytes(random.Next(1, 9000), i), Bytes(random.Next(1, 1515), i + 1), Bytes(random.Next(1, 1515), i + 2)];
            foreach (byte[] bytes in expected)
                Assert.True(Simulated.DeliverMerged(bytes, s_header));
            Assert.True(device.TryReceive(out ReceivedFrame first));
            Assert.True(device.TryReceive(out ReceivedFrame second));
            Assert.True(device.TryReceive(out ReceivedFrame third));
            Assert.Equal(expected, new[] { first.Bytes.ToArray(), second.Bytes.ToArray(), third.Bytes.ToArray() });
            third.Dispose();
            first.Dispose();
            second.Dispose();
            Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
        }
    }

    [Fact]
    public void TryReceive_DeviceDoesNotFillTheBuffers_FrameArrivesAllTheSame()
    {
        using VirtioNetDevice device = Open();
        byte[] bytes = Bytes(5000, 1);
        Assert.True(Simulated.DeliverMerged(bytes, s_header, length: 100));

        Assert.Equal(bytes, Assert.Single(ReceiveAll(device)));
        Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
    }

    [Fact]
    public void TryReceive_SecondFrameInPiecesWhileTheFirstIsOut_IsDroppedAndCounted()
    {
        using VirtioNetDevice device = Open();
        Assert.True(Simulated.DeliverMerged(Bytes(5000, 1), s_header, length: 1000));
        Assert.True(Simulated.DeliverMerged(Bytes(5000, 2), s_header, length: 1000));
        Assert.True(Simulated.DeliverMerged(Bytes(60, 3), s_header));
        Assert.True(device.TryReceive(out ReceivedFrame first));
        Assert.True(device.TryReceive(out ReceivedFrame third));

        Assert.Equal(Bytes(5000, 1), first.Bytes.ToArray());
        Assert.Equal(Bytes(60, 3), third.Bytes.ToArray());
        Assert.Equal(1UL, device.Counters.ReceiveErrors);
        first.Dispose();
        third.Dispose();
        Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(300)]
    [InlineData(65_535)]
    public void TryReceive_DeviceClaimsBuffersItHasNotGivenBack_IsResetAndWorks(int claimed)
    {
        using VirtioNetDevice device = Open();
        Assert.True(Simulated.DeliverMerged(Bytes(5000, 1), s_header, claimed));

        Assert.Empty(ReceiveAll(device));
        Assert.Empty(ReceiveAll(device));
        Assert.Equal((1UL, 1UL), (device.Counters.Faults, device.Counters.Recoveries));
        Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
        AssertWorks(device);
    }

    [Fact]
    public void TryReceive_LongerThanAnyFrame_IsDroppedAndCounted()
    {
        using VirtioNetDevice device = Open();
        Assert.True(Simulated.DeliverMerged(Bytes(70_000, 1), s_header));
        Assert.True(Simulated.DeliverMerged(Bytes(60, 2), s_header));

        Assert.Equal(Bytes(60, 2), Assert.Single(ReceiveAll(device)));
        Assert.Equal(1UL, device.Counters.ReceiveErrors);
        Assert.Equal((256, 0), (device.Buffers.Offered, device.Buffers.Lent));
    }

    [Theory]
    [InlineData(SimulatedNetwork.GuestChecksum)]
    [InlineData(SimulatedNetwork.MergeBuffers)]
    [InlineData(SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.GuestSegmentation6)]
    public void Open_OneOfThemMissing_NothingIsPutTogether(ulong missing)
    {
        Simulated.Features &= ~missing;
        using VirtioNetDevice device = Open();

        Assert.Equal(Simulated.Features & ~(Offloads ^ SimulatedNetwork.GuestChecksum), Simulated.DriverFeatures);
        Simulated.Deliver([1, 2, 3]);
        Assert.Equal([1, 2, 3], Assert.Single(ReceiveAll(device)));
    }

    [Fact]
    public void WarmTraffic_AllocatesNothing()
    {
        using VirtioNetDevice device = Open();
        Queue<int> lengths = new();
        for (int i = 0; i < 12; i++)
        {
            Assert.True(Simulated.DeliverMerged(new byte[20_000], s_header));
            Drain(device);
        }

        for (int i = 0; i < 10; i++)
            Assert.True(Simulated.DeliverMerged(new byte[20_000], s_header));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int received = Drain(device);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10, received);
    }

    private static int Drain(VirtioNetDevice device)
    {
        int count = 0;
        for (; device.TryReceive(out ReceivedFrame frame); count++)
            frame.Dispose();
        return count;
    }

    private static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(seed, length).Select(static i => (byte)(i * 7))];
}
