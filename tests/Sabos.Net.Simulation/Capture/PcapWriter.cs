using System;
using System.IO;

namespace Sabos.Net.Simulation;

/// <summary>Writes Ethernet frames to a file that tcpdump and Wireshark read.</summary>
public sealed class PcapWriter : IDisposable
{
    private readonly Stream _output;

    public PcapWriter(Stream output)
    {
        _output = output;
        Span<byte> header = stackalloc byte[PcapFormat.FileHeaderSize];
        PcapFormat.WriteFileHeader(header, LinkMedium.Ethernet, PcapFormat.MaxSnapshotLength);
        _output.Write(header);
    }

    public void Write(ReadOnlySpan<byte> frame, Instant now)
    {
        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderSize];
        PcapFormat.WriteRecordHeader(header, now - default(Instant), frame.Length, frame.Length);
        _output.Write(header);
        _output.Write(frame);
    }

    public void Dispose() => _output.Dispose();
}
