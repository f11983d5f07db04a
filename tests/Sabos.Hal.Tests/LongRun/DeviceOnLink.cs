using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Sabos.Hal.Virtio;
using Sabos.Net;
using Sabos.Net.Simulation;
using SimulatedNetwork = Sabos.Hal.Tests.Simulation.SimulatedNetwork;

namespace Sabos.Hal.Tests.LongRun;

/// <summary>Plugs a simulated virtio device into a simulated link, whose end does what the device promises: it cuts runs of segments, and puts segments together.</summary>
internal sealed class DeviceOnLink(SimulatedNetwork device, LinkEnd end, ManualClock clock) : ISimulatedPart
{
    private const byte NeedsChecksum = 1;
    private const byte DataValid = 2;
    private const int SegmentationIpv4 = 1;
    private const int SegmentationIpv6 = 4;
    private const int EtherTypeOffset = 12;

    // Frames that the driver had no buffers for.
    private readonly Queue<(byte[] Frame, byte[] Header)> _waiting = new();

    /// <summary>Frames handed to the driver.</summary>
    public ulong Delivered { get; private set; }

    /// <summary>Frames taken from the driver.</summary>
    public ulong Taken { get; private set; }

    public Instant NextEvent => device.Sent.Count > 0 ? clock.Now : Instant.Never;

    public void Run()
    {
        Send();
        while (end.TryReceive(out ReceivedFrame frame))
        {
            _waiting.Enqueue((frame.Bytes.ToArray(), HeaderOf(frame)));
            frame.Dispose();
        }

        if ((device.Status & (DeviceStatus.DriverOk | DeviceStatus.NeedsReset)) != DeviceStatus.DriverOk)
            return;
        while (_waiting.TryPeek(out (byte[] Frame, byte[] Header) next) && device.HasRoomFor(next.Frame.Length + next.Header.Length))
        {
            Assert.True(device.DeliverMerged(next.Frame, next.Header));
            Delivered++;
            _waiting.Dequeue();
        }
    }

    private void Send()
    {
        for (int i = 0; i < device.Sent.Count; i++)
        {
            ReadOnlySpan<byte> header = device.SentHeaders[i];
            ushort start = header[0] == NeedsChecksum ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : (ushort)0;
            ushort segment = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
            TransmitOffload offload = new(
                start,
                BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
                segment,
                segment == 0 ? (ushort)0 : (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(header[2..]) - start));
            Assert.True(end.TryReserve(device.Sent[i].Length, offload, out OutgoingFrame frame));
            device.Sent[i].CopyTo(frame.Bytes);
            frame.Dispose();
            Taken++;
        }

        device.Sent.Clear();
        device.SentHeaders.Clear();
    }

    private byte[] HeaderOf(in ReceivedFrame frame)
    {
        byte[] header = new byte[device.HeaderLength];
        header[0] = frame.ChecksumVerified ? DataValid : (byte)0;
        if (frame.SegmentSize > 0)
        {
            header[1] = BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes[EtherTypeOffset..]) == 0x86DD ? (byte)SegmentationIpv6 : (byte)SegmentationIpv4;
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), frame.SegmentSize);
        }

        return header;
    }
}
