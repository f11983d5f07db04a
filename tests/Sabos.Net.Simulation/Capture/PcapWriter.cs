using System;
using System.Buffers.Binary;
using System.IO;

namespace Sabos.Net.Simulation;

/// <summary>Writes frames to a file that tcpdump and Wireshark read (the classic libpcap format, microseconds, Ethernet).</summary>
public sealed class PcapWriter : IDisposable
{
    private const uint Magic = 0xA1B2_C3D4;
    private const uint Ethernet = 1;
    private const uint SnapshotLength = 65_535;

    private readonly Stream _output;

    public PcapWriter(Stream output)
    {
        _output = output;
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SnapshotLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], Ethernet);
        _output.Write(header);
    }

    public void Write(ReadOnlySpan<byte> frame, Instant now)
    {
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(now.Ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(now.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)frame.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)frame.Length);
        _output.Write(header);
        _output.Write(frame);
    }

    public void Dispose() => _output.Dispose();
}
