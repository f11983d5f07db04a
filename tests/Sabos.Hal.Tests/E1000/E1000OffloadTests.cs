using System;
using System.Buffers.Binary;
using Sabos.Hal.E1000;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>Checksums and segments that are left to the controller (3.5 and 3.6), made by the simulated one, and checked here by RFC 1071.</summary>
public sealed class E1000OffloadTests : E1000DeviceFixture
{
    private const int Ethernet = 14;
    private static readonly IpAddress s_source = IpAddress.FromIpv4(10, 0, 0, 1);
    private static readonly IpAddress s_destination = IpAddress.FromIpv4(10, 0, 0, 2);

    [Theory]
    [InlineData(6, 16, 1)]
    [InlineData(6, 16, 1460)]
    [InlineData(17, 6, 33)]
    public void Send_ChecksumLeft_IsRight(byte protocol, ushort offset, int payload)
    {
        using E1000Device device = Open();
        byte[] frame = Packet(protocol, offset, payload);
        Assert.True(Send(device, frame, new TransmitOffload(34, offset)));
        device.Flush();

        byte[] sent = Assert.Single(Simulated.Transmitter.Sent);
        AssertRightTransport(sent, protocol);
        sent.AsSpan(34 + offset, 2).Clear();
        frame.AsSpan(34 + offset, 2).Clear();
        Assert.Equal(frame, sent);
    }

    [Fact]
    public void Send_SameContextAgain_IsLoadedOnce()
    {
        using E1000Device device = Open();
        foreach (byte protocol in (byte[])[6, 6, 6, 17, 17, 6])
            Assert.True(Send(device, Packet(protocol, protocol == 6 ? 16 : 6, 100), new TransmitOffload(34, protocol == 6 ? (ushort)16 : (ushort)6)));
        Assert.True(Send(device, Frame(1)));
        device.Flush();

        Assert.Equal(3, Simulated.Transmitter.Contexts);
        Assert.Equal(7, Simulated.Transmitter.Sent.Count);
        foreach (byte[] sent in Simulated.Transmitter.Sent[..6])
            AssertRightTransport(sent, sent[23]);
    }

    [Theory]
    [InlineData(1448, 1448)]
    [InlineData(1449, 1448)]
    [InlineData(8192, 1000)]
    [InlineData(65_426 - 12, 1448)]
    [InlineData(20_000, 88)]
    public void Send_Run_IsCutIntoRightSegments(int payload, int segmentSize)
    {
        using E1000Device device = Open();
        Assert.Equal(65_426, device.Capabilities.MaxSegmentationPayload);
        byte[] frame = Packet(6, 16, payload, options: 12);
        byte[] data = frame[66..];
        Assert.True(Send(device, frame, new TransmitOffload(34, 16, (ushort)segmentSize, 32)));
        device.Flush();

        Assert.Equal((payload + segmentSize - 1) / segmentSize, Simulated.Transmitter.Sent.Count);
        int position = 0;
        for (int i = 0; i < Simulated.Transmitter.Sent.Count; i++)
        {
            byte[] segment = Simulated.Transmitter.Sent[i];
            Assert.Equal(segment.Length - Ethernet, BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(16)));
            Assert.Equal(0x4242 + i, BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(18)));
            Assert.Equal(0, InternetChecksum.Compute(segment.AsSpan(Ethernet, 20)));
            Assert.Equal(1_000_000u + (uint)position, BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(38)));
            AssertRightTransport(segment, 6);
            Assert.True(data.AsSpan(position, segment.Length - 66).SequenceEqual(segment.AsSpan(66)));
            position += segment.Length - 66;
        }

        Assert.Equal(payload, position);
    }

    [Fact]
    public void Send_RunBetweenChecksums_BothContextsStand()
    {
        using E1000Device device = Open();
        Assert.True(Send(device, Packet(6, 16, 10), new TransmitOffload(34, 16)));
        Assert.True(Send(device, Packet(6, 16, 5000), new TransmitOffload(34, 16, 1448, 20)));
        Assert.True(Send(device, Packet(6, 16, 20), new TransmitOffload(34, 16)));
        device.Flush();

        Assert.Equal(6, Simulated.Transmitter.Sent.Count);
        Assert.Equal(2, Simulated.Transmitter.Contexts);
        Assert.All(Simulated.Transmitter.Sent, sent => AssertRightTransport(sent, 6));
    }

    [Fact]
    public void Reset_ContextIsLoadedAnew()
    {
        using E1000Device device = Open();
        Assert.True(Send(device, Packet(6, 16, 10), new TransmitOffload(34, 16)));
        device.Flush();
        for (int rubbish = 0; rubbish < 256; rubbish++)
        {
            Simulated.Deliver(Frame(1), status: 0b11, errors: 1);
            ReceiveAll(device);
        }

        Assert.Equal(1, device.Counters.Recoveries);
        Simulated.Transmitter.Sent.Clear();
        Assert.True(Send(device, Packet(6, 16, 10), new TransmitOffload(34, 16)));
        device.Flush();
        AssertRightTransport(Assert.Single(Simulated.Transmitter.Sent), 6);
    }

    // TCP or UDP over IPv4, with the sum of the pseudo header where the checksum will be.
    private static byte[] Packet(byte protocol, int offset, int payload, int options = 0)
    {
        int header = protocol == 6 ? 20 + options : 8;
        byte[] frame = new byte[34 + header + payload];
        Frame(0).AsSpan(0, 12).CopyTo(frame);
        frame[12] = 0x08;
        Span<byte> ip = frame.AsSpan(Ethernet);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(frame.Length - Ethernet));
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], 0x4242);
        ip[8] = 64;
        ip[9] = protocol;
        new byte[] { 10, 0, 0, 1, 10, 0, 0, 2 }.CopyTo(ip[12..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Compute(ip[..20]));
        Span<byte> transport = frame.AsSpan(34);
        BinaryPrimitives.WriteUInt32BigEndian(transport[4..], protocol == 6 ? 1_000_000u : (uint)transport.Length << 16);
        if (protocol == 6)
        {
            transport[12] = (byte)(header / 4 << 4);
            transport[13] = 0x18;
        }

        for (int i = header; i < transport.Length; i++)
            transport[i] = (byte)(i * 7);
        BinaryPrimitives.WriteUInt16BigEndian(
            transport[offset..], InternetChecksum.ForPseudoHeader(s_source, s_destination, (IpProtocol)protocol, transport.Length).Sum);
        return frame;
    }

    private static void AssertRightTransport(byte[] frame, byte protocol)
    {
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(s_source, s_destination, (IpProtocol)protocol, frame.Length - 34);
        checksum.Add(frame.AsSpan(34));
        Assert.Equal(0, checksum.Value);
    }
}
