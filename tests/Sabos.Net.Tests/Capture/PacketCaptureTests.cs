using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What an interface records is a file that others read.</summary>
public sealed class PacketCaptureTests
{
    private const uint Ethernet = 1;
    private const uint Raw = 101;

    [Fact]
    public void Capture_OfAPing_HasTheFramesOfBothWaysInTheirOrderAndTime()
    {
        OneHost host = new();
        host.Ping([0]);
        host.Run(2); // Who asks is known from here on.
        host.Interface.StartCapture(new CaptureOptions { UnixTimeOfZero = TimeSpan.FromSeconds(1_700_000_000) });
        TimeSpan asked = host.Network.Clock.Now - default(Instant) + TimeSpan.FromSeconds(1_700_000_000);

        host.Ping([1, 2, 3, 4]);
        host.Run();

        (uint linkType, IReadOnlyList<PcapRecord> records) = Read(host.Interface);
        Assert.Equal(Ethernet, linkType);
        Assert.Equal(
            [IcmpType.EchoRequest, IcmpType.EchoReply],
            records.Where(static record => IsIpv4(record)).Select(static record => (IcmpType)record.Bytes.Span[EthernetHeader.Size + Ipv4Header.Size]));
        Assert.All(records, record => Assert.Equal(TimeSpan.FromMilliseconds(1), record.Time - asked));
        Assert.All(records, static record => Assert.Equal(record.Length, record.Bytes.Length));
        Assert.Equal(records.Count, host.Interface.Capture!.Frames);
    }

    [Fact]
    public void Capture_Stopped_KeepsWhatItHas()
    {
        OneHost host = new();
        host.Interface.StartCapture(new CaptureOptions());
        host.Ping([1]);
        host.Run();
        long before = host.Interface.Capture!.Frames;
        Assert.True(host.Interface.IsCapturing);

        host.Interface.StopCapture();
        host.Ping([2]);
        host.Run();

        Assert.False(host.Interface.IsCapturing);
        Assert.True(before > 0);
        Assert.Equal(before, host.Interface.Capture.Frames);
        Assert.Equal(before, Read(host.Interface).Records.Count);
        Assert.Equal(2, host.Icmp().Count);
    }

    [Fact]
    public void Capture_StartedAgain_BeginsAnew()
    {
        OneHost host = new();
        host.Interface.StartCapture(new CaptureOptions());
        host.Ping([1]);
        host.Run();

        host.Interface.StartCapture(new CaptureOptions());

        Assert.Empty(Read(host.Interface).Records);
        host.Ping([2]);
        host.Run();
        Assert.Equal(2, Read(host.Interface).Records.Count);
    }

    [Fact]
    public void Capture_OfLoopback_BeginsWithTheIpHeader()
    {
        OneHost host = new();
        NetworkInterface loopback = host.Stack.Interfaces[0];
        loopback.StartCapture(new CaptureOptions());
        UdpSocket socket = host.Bound(7, IpAddress.LoopbackIpv4);

        Assert.Equal(TransportError.None, socket.Send([5], new IpEndpoint(IpAddress.LoopbackIpv4, 7)));
        host.Run();

        (uint linkType, IReadOnlyList<PcapRecord> records) = Read(loopback);
        Assert.Equal(Raw, linkType);
        Assert.Equal(2, records.Count); // As on every device: sent, and received.
        Assert.All(records, static record => Assert.Equal(0x45, record.Bytes.Span[0]));
    }

    [Fact]
    public void SnapshotLength_CutsFramesAndTellsHowLongTheyWere()
    {
        OneHost host = new();
        host.Interface.StartCapture(new CaptureOptions { SnapshotLength = 20 });
        host.Ping(new byte[100]);
        host.Run();

        PcapRecord request = Read(host.Interface).Records.First(static record => IsIpv4(record));
        Assert.Equal(20, request.Bytes.Length);
        Assert.Equal(EthernetHeader.Size + Ipv4Header.Size + IcmpHeader.Size + 100, request.Length);
    }

    // However long the frames are: the file always parses, and has the newest ones, as many as there is room for.
    [Fact]
    public void Ring_Full_HoldsTheNewestFrames() => Prop.ForAll<int>(static seed =>
    {
        System.Random random = new(seed);
        int capacity = random.Next(CaptureOptions.MinCapacity, 3 * CaptureOptions.MinCapacity);
        PacketCapture capture = new(LinkMedium.Ethernet, new CaptureOptions { Capacity = capacity });
        List<byte[]> sent = [];
        for (int i = 0; i < 300; i++)
        {
            byte[] frame = new byte[random.Next(random.Next(10) == 0 ? 2 * capacity : 200)];
            random.NextBytes(frame);
            sent.Add(frame);
            long before = capture.Overwritten;
            capture.Record(frame, Instant.FromMilliseconds(i));
            int last = (int)capture.Overwritten - 1;
            Assert.True(capture.Overwritten == before || HeldIn(capture) + RecordSize(sent[last]) > capacity, "a frame went for which there was room");
            if (random.Next(20) > 0)
            {
                continue;
            }

            byte[] file = new byte[capture.FileLength];
            capture.WriteFile(file);
            IReadOnlyList<PcapRecord> records = PcapReader.Read(file).Records;
            Assert.Equal(sent.Count, capture.Frames);
            Assert.Equal(sent.Count, capture.Overwritten + records.Count);
            Assert.Equal(
                sent.TakeLast(records.Count).Select(each => each[..(RecordSize(each) - PcapFormat.RecordHeaderSize)]),
                records.Select(static record => record.Bytes.ToArray()));
        }

        int RecordSize(byte[] frame) => Math.Min(PcapFormat.RecordHeaderSize + frame.Length, capacity);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static int HeldIn(PacketCapture capture) => capture.FileLength - PcapFormat.FileHeaderSize;

    private static bool IsIpv4(PcapRecord record) => record.Bytes.Span[12] == 0x08 && record.Bytes.Span[13] == 0x00;

    private static (uint LinkType, IReadOnlyList<PcapRecord> Records) Read(NetworkInterface source)
    {
        byte[] file = new byte[source.Capture!.FileLength];
        source.Capture.WriteFile(file);
        return PcapReader.Read(file);
    }
}
