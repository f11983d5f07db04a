using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>
/// What a device with TCP segmentation offload does to a frame (virtio 1.2, 5.1.6.2): cuts it into segments, each with the headers of the whole, and
/// with lengths, sequence number, flags and checksums of its own. It takes nothing but what a strict device would take.
/// </summary>
internal sealed class SegmentCutter
{
    private const int ChecksumOffset = 16;
    private const byte Fin = 0x01;
    private const byte Psh = 0x08;
    private const byte Cwr = 0x80;

    private readonly byte[] _segment = new byte[ushort.MaxValue];

    public delegate void SegmentConsumer(ReadOnlySpan<byte> frame);

    /// <summary>Hands on each segment of a frame in turn.</summary>
    /// <exception cref="InvalidOperationException">The stack asks for what no device can do.</exception>
    public void Cut(ReadOnlySpan<byte> frame, TransmitOffload offload, SegmentConsumer consumer)
    {
        int transport = offload.ChecksumStart;
        int headers = transport + offload.TransportHeaderLength;
        ReadOnlySpan<byte> payload = frame[headers..];
        byte flags = frame[transport + 13];
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(frame[(transport + 4)..]);
        Demand(offload.ChecksumOffset == ChecksumOffset, "segmentation without the checksum");
        Demand((frame[transport + 12] >> 4) * 4 == offload.TransportHeaderLength, "another header length than the segment's own");
        Demand((flags & Cwr) == 0, "a run that says that the window was reduced");
        Demand(payload.Length > offload.SegmentSize, "a run of one segment");
        Demand(
            BinaryPrimitives.ReadUInt16BigEndian(frame[(transport + ChecksumOffset)..]) == PseudoHeader(frame, transport, frame.Length - transport).Sum,
            "a checksum field without the sum of the pseudo header");
        for (int offset = 0; offset < payload.Length; offset += offload.SegmentSize)
        {
            int length = Math.Min(offload.SegmentSize, payload.Length - offset);
            bool isLast = offset + length == payload.Length;
            Span<byte> segment = _segment.AsSpan(0, headers + length);
            frame[..headers].CopyTo(segment);
            payload.Slice(offset, length).CopyTo(segment[headers..]);
            BinaryPrimitives.WriteUInt32BigEndian(segment[(transport + 4)..], sequence + (uint)offset);
            segment[transport + 13] = isLast ? flags : (byte)(flags & ~(Fin | Psh));
            WriteLengths(segment, transport);
            WriteChecksum(segment, transport);
            consumer(segment);
        }
    }

    private static void WriteLengths(Span<byte> segment, int transport)
    {
        Span<byte> ip = segment[EthernetHeader.Size..];
        if (ip[0] >> 4 == 6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(segment.Length - transport));
            return;
        }

        Span<byte> header = ip[..(transport - EthernetHeader.Size)];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Compute(header));
    }

    private static void WriteChecksum(Span<byte> segment, int transport)
    {
        Span<byte> covered = segment[transport..];
        BinaryPrimitives.WriteUInt16BigEndian(covered[ChecksumOffset..], 0);
        InternetChecksum checksum = PseudoHeader(segment, transport, covered.Length);
        checksum.Add(covered);
        BinaryPrimitives.WriteUInt16BigEndian(covered[ChecksumOffset..], checksum.Value);
    }

    private static InternetChecksum PseudoHeader(ReadOnlySpan<byte> frame, int transport, int length)
    {
        int addresses = frame[EthernetHeader.Size] >> 4 == 6 ? 32 : 8;
        InternetChecksum checksum = default;
        checksum.Add(frame.Slice(transport - addresses, addresses));
        checksum.AddWord((ushort)IpProtocol.Tcp);
        checksum.AddWord((ushort)length);
        return checksum;
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
