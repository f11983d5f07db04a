using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>The header that virtio puts before a frame (virtio 1.2, 5.1.6): what the other side is to do, or has done, about checksum and segments.</summary>
/// <param name="Flags">About the checksum.</param>
/// <param name="Kind">How the frame is, or is to be, segmented.</param>
/// <param name="SegmentSize">Payload bytes of a segment; 0 unless it is segmented.</param>
/// <param name="BufferCount">How many receive buffers the frame fills, with VIRTIO_NET_F_MRG_RXBUF.</param>
internal readonly record struct FrameHeader(FrameHeaderFlags Flags, SegmentationKind Kind, ushort SegmentSize, ushort BufferCount)
{
    /// <summary>Its length in bytes; the last field, num_buffers, is always there since virtio 1.0.</summary>
    public const int Length = 12;

    /// <summary>Its length without that field, as the legacy interface has it without VIRTIO_NET_F_MRG_RXBUF.</summary>
    public const int LegacyLength = 10;

    private const int EtherTypeOffset = 12;
    private const ushort Ipv6 = 0x86DD;

    /// <summary>The device vouches for the transport's checksum: it has checked it, or it was never on a wire.</summary>
    public bool IsChecksumGood => (Flags & (FrameHeaderFlags.NeedsChecksum | FrameHeaderFlags.DataValid)) != 0;

    /// <summary>Whether the device has put segments of TCP together.</summary>
    public bool IsTcp => (Kind & ~SegmentationKind.CongestionNotification) is SegmentationKind.Ipv4 or SegmentationKind.Ipv6;

    /// <summary>
    /// Reads the header of a received frame, which may say anything. There are more bytes than the longer header has; behind the shorter one
    /// <see cref="BufferCount"/> means nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return new FrameHeader(
            (FrameHeaderFlags)(byte)first, (SegmentationKind)(byte)(first >> 8), (ushort)(first >> 32), BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]));
    }

    /// <summary>Writes the header before a frame that is to be sent; the frame is written already (5.1.6.2).</summary>
    /// <param name="buffer">Header and frame.</param>
    /// <param name="length">The header's length: <see cref="Length"/> or <see cref="LegacyLength"/>.</param>
    /// <param name="offload">What is left to the device.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> buffer, int length, TransmitOffload offload)
    {
        ulong flags = offload.ChecksumStart == 0 ? 0UL : (ulong)FrameHeaderFlags.NeedsChecksum;
        ulong segmentation = offload.SegmentSize == 0 ? 0 : Segmentation(buffer[length..], offload);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, flags | segmentation | ((ulong)offload.ChecksumStart << 48));
        if (length == Length)
            BinaryPrimitives.WriteUInt32LittleEndian(buffer[8..], offload.ChecksumOffset);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(buffer[8..], offload.ChecksumOffset);
    }

    private static ulong Segmentation(ReadOnlySpan<byte> frame, TransmitOffload offload)
    {
        bool isIpv6 = BinaryPrimitives.ReadUInt16BigEndian(frame[EtherTypeOffset..]) == Ipv6;
        SegmentationKind kind = isIpv6 ? SegmentationKind.Ipv6 : SegmentationKind.Ipv4;
        ulong headers = (ulong)(offload.ChecksumStart + offload.TransportHeaderLength);
        return ((ulong)kind << 8) | (headers << 16) | ((ulong)offload.SegmentSize << 32);
    }
}

/// <summary>VIRTIO_NET_HDR_F_*.</summary>
[Flags]
internal enum FrameHeaderFlags : byte
{
    None = 0,

    /// <summary>The checksum's field holds the sum of the pseudo header only.</summary>
    NeedsChecksum = 1,

    /// <summary>The device has found the checksum right.</summary>
    DataValid = 2,
}

/// <summary>VIRTIO_NET_HDR_GSO_*.</summary>
[Flags]
internal enum SegmentationKind : byte
{
    None = 0,
    Ipv4 = 1,
    Ipv6 = 4,

    /// <summary>The first segment says that the sender's window was reduced (CWR).</summary>
    CongestionNotification = 0x80,
}
