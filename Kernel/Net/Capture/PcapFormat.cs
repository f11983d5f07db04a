using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>The files that tcpdump and Wireshark read: libpcap's format 2.4, little-endian, with nanoseconds (draft-ietf-opsawg-pcap).</summary>
public static class PcapFormat
{
    /// <summary>Bytes before the first record.</summary>
    public const int FileHeaderSize = 24;

    /// <summary>Bytes before the frame in each record.</summary>
    public const int RecordHeaderSize = 16;

    /// <summary>The largest part of a frame that readers accept, in bytes.</summary>
    public const int MaxSnapshotLength = 262_144;

    private const uint NanosecondMagic = 0xA1B2_3C4D;
    private const ushort MajorVersion = 2;
    private const ushort MinorVersion = 4;
    private const int CapturedLengthOffset = 8;
    private const uint LinkTypeEthernet = 1;
    private const uint LinkTypeRaw = 101; // IPv4 or IPv6, as the first four bits say.

    /// <summary>Writes what a file begins with.</summary>
    /// <param name="destination"><see cref="FileHeaderSize"/> bytes.</param>
    /// <param name="medium">What the frames begin with.</param>
    /// <param name="snapshotLength">At most so many bytes of each frame are kept.</param>
    public static void WriteFileHeader(Span<byte> destination, LinkMedium medium, int snapshotLength)
    {
        destination[..FileHeaderSize].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], MajorVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], MinorVersion);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], snapshotLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], medium == LinkMedium.Ethernet ? LinkTypeEthernet : LinkTypeRaw);
    }

    /// <summary>Writes what a record begins with.</summary>
    /// <param name="destination"><see cref="RecordHeaderSize"/> bytes.</param>
    /// <param name="unixTime">Since 1970.</param>
    /// <param name="capturedLength">Bytes of the frame that follow.</param>
    /// <param name="frameLength">Bytes that it had.</param>
    public static void WriteRecordHeader(Span<byte> destination, TimeSpan unixTime, int capturedLength, int frameLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)(unixTime.Ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)(unixTime.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        BinaryPrimitives.WriteInt32LittleEndian(destination[CapturedLengthOffset..], capturedLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], frameLength);
    }

    /// <summary>Bytes of the frame that follow a record's header.</summary>
    public static int ReadCapturedLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[CapturedLengthOffset..]);
}
