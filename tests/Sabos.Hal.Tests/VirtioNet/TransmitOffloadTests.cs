using System;
using System.Linq;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>Checksums and segments that are left to the device (virtio 1.2, 5.1.6.2), and the room for frames of any length.</summary>
public sealed class TransmitOffloadTests : VirtioNetDeviceFixture
{
    private const ulong Offloads = SimulatedNetwork.Checksum | SimulatedNetwork.HostSegmentation4 | SimulatedNetwork.HostSegmentation6;
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86DD;

    public TransmitOffloadTests()
    {
        Simulated.Features |= Offloads;
        Simulated.ExpectsOffloads = true;
    }

    [Fact]
    public void Send_ChecksumLeft_HeaderSaysWhere()
    {
        using VirtioNetDevice device = Open();
        Assert.True(device.Capabilities.TransmitChecksum);
        Send(device, 60, Ipv4, new TransmitOffload(34, 16));

        // flags NEEDS_CSUM; gso_type, hdr_len, gso_size 0; csum_start; csum_offset; num_buffers 0.
        Assert.Equal(new byte[] { 1, 0, 0, 0, 0, 0, 34, 0, 16, 0, 0, 0 }, Simulated.SentHeaders[^1]);
    }

    [Fact]
    public void Send_NothingLeft_HeaderIsZero()
    {
        using VirtioNetDevice device = Open();
        Send(device, 60, Ipv4, new TransmitOffload(34, 16));
        Send(device, 60, Ipv4, TransmitOffload.None);

        Assert.Equal(new byte[12], Simulated.SentHeaders[^1]);
    }

    [Theory]
    [InlineData(Ipv4, 34, 1)]
    [InlineData(Ipv6, 54, 4)]
    public void Send_Run_HeaderSaysHowToCut(int type, ushort start, byte kind)
    {
        using VirtioNetDevice device = Open();
        int largest = start + 32 + device.Capabilities.MaxSegmentationPayload;
        Send(device, largest, type, new TransmitOffload(start, 16, 1448, 32));

        byte headers = (byte)(start + 32);
        Assert.Equal(new byte[] { 1, kind, headers, 0, 1448 & 0xFF, 1448 >> 8, (byte)start, 0, 16, 0, 0, 0 }, Simulated.SentHeaders[^1]);
        Assert.Equal(largest, Simulated.Sent[^1].Length);
        Assert.Equal((byte)(largest - 1), Simulated.Sent[^1][^1]);
        Assert.InRange(largest, 65_000, 65_535);
    }

    [Theory]
    [InlineData(SimulatedNetwork.HostSegmentation4)]
    [InlineData(SimulatedNetwork.HostSegmentation6)]
    [InlineData(SimulatedNetwork.Checksum)]
    public void Open_OneOfThemMissing_DeviceDoesNotCut(ulong missing)
    {
        Simulated.Features &= ~missing;
        using VirtioNetDevice device = Open();

        Assert.Equal(0, device.Capabilities.MaxSegmentationPayload);
        Assert.Equal(missing != SimulatedNetwork.Checksum, device.Capabilities.TransmitChecksum);
        Assert.Equal(Simulated.Features & ~(SimulatedNetwork.HostSegmentation4 | SimulatedNetwork.HostSegmentation6), Simulated.DriverFeatures);
        Assert.Throws<ArgumentException>(() => device.TryReserve(60, new TransmitOffload(34, 16, 1000, 20), out _));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(256)]
    public void TryReserve_LongFrames_WaitForRoomAndNoneIsHarmed(ushort ringSize)
    {
        Simulated.Receive.Size = Simulated.Transmit.Size = Simulated.QueueSize = ringSize;
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        Random random = new(1);
        int sent = 0;
        int stalls = 0;
        while (sent < 2000)
        {
            int length = random.Next(3) == 0 ? random.Next(1, 65_536) : random.Next(1, 1515);
            if (device.TryReserve(length, TransmitOffload.None, out OutgoingFrame frame))
            {
                frame.Bytes.Fill((byte)sent++);
                if (random.Next(20) == 0)
                {
                    frame.Cancel();
                    sent--;
                }

                frame.Dispose();
                continue;
            }

            stalls++;
            uint observed = Wake.Observe();
            device.Flush();
            Assert.True(Simulated.SendPending(random.Next(1, 10)) > 0);
            while (Wake.Observe() == observed)
                Assert.True(Simulated.SendPending(1) > 0, "no interrupt for room came before all was sent");
        }

        device.Flush();
        Simulated.SendPending();
        device.Flush();
        Assert.Equal(Enumerable.Range(0, 2000).Select(static number => (byte)number), Simulated.Sent.Select(static frame => frame[0]));
        Assert.All(Simulated.Sent, static frame => Assert.False(frame.AsSpan().ContainsAnyExcept(frame[0])));
        Assert.InRange(stalls, 10, 2000);
        Assert.Equal((ringSize, 0, ringSize, 0), device.Buffers);
        Assert.True(Machine.GuardsIntact);
    }

    [Fact]
    public void DeviceDoneOutOfOrder_AllRoomComesBack()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        for (int round = 0; round < 100; round++)
        {
            int[] heads = [.. Enumerable.Range(0, 6).Select(_ =>
            {
                Send(device, 65_000, Ipv4, TransmitOffload.None);
                Assert.True(Simulated.Transmit.TryPop(out int head, out var buffers));
                return head;
            })];
            foreach (int index in new[] { 3, 5, 0, 4, 1, 2 })
                Simulated.Transmit.Push(heads[index], 0, eventIndex: true);
        }

        device.Flush();
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(1, true, true)]
    [InlineData(2, true, true)]
    [InlineData(1, false, false)]
    public void Receive_DeviceVouchesForTheChecksum_IfItMay(byte flags, bool negotiated, bool verified)
    {
        Simulated.Features |= negotiated ? SimulatedNetwork.GuestChecksum : 0;
        Simulated.DeliveredFlags = flags;
        using VirtioNetDevice device = Open();
        Simulated.Deliver(new byte[60]);

        Assert.True(device.TryReceive(out ReceivedFrame frame));
        Assert.Equal(verified, frame.ChecksumVerified);
        frame.Dispose();
    }

    private static void Send(VirtioNetDevice device, int length, int type, TransmitOffload offload)
    {
        Assert.True(device.TryReserve(length, offload, out OutgoingFrame frame));
        for (int i = 0; i < length; i++)
            frame.Bytes[i] = (byte)i;
        frame.Bytes[12] = (byte)(type >> 8);
        frame.Bytes[13] = (byte)type;
        frame.Dispose();
        device.Flush();
    }
}
