using System;

namespace Sabos.Net;

/// <summary>The newest frames of an interface, both ways, in a ring of bytes that holds them as a pcap file's records.</summary>
public sealed class PacketCapture
{
    private readonly LinkMedium _medium;
    private readonly TimeSpan _unixTimeOfZero;
    private readonly int _snapshotLength;
    private readonly byte[] _ring;

    // The oldest record's place, and how many bytes are in use from there on, around the end.
    private int _head;
    private int _used;

    internal PacketCapture(LinkMedium medium, CaptureOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, CaptureOptions.MinCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SnapshotLength, 1);
        _medium = medium;
        _unixTimeOfZero = options.UnixTimeOfZero;
        _snapshotLength = Math.Min(options.SnapshotLength, Math.Min(PcapFormat.MaxSnapshotLength, options.Capacity - PcapFormat.RecordHeaderSize));
        _ring = new byte[options.Capacity];
    }

    /// <summary>Frames seen, whether they are still held or not.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames that newer ones have taken the place of.</summary>
    public long Overwritten { get; private set; }

    /// <summary>Bytes of a file with what is held.</summary>
    public int FileLength => PcapFormat.FileHeaderSize + _used;

    /// <summary>Writes a file with what is held, the oldest frame first.</summary>
    /// <param name="destination"><see cref="FileLength"/> bytes.</param>
    public void WriteFile(Span<byte> destination)
    {
        PcapFormat.WriteFileHeader(destination, _medium, _snapshotLength);
        CopyOut(_head, destination.Slice(PcapFormat.FileHeaderSize, _used));
    }

    internal void Record(ReadOnlySpan<byte> frame, Instant now)
    {
        ReadOnlySpan<byte> kept = frame[..Math.Min(frame.Length, _snapshotLength)];
        while (_ring.Length - _used < PcapFormat.RecordHeaderSize + kept.Length)
        {
            DropOldest();
        }

        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderSize];
        PcapFormat.WriteRecordHeader(header, _unixTimeOfZero + (now - default(Instant)), kept.Length, frame.Length);
        Append(header);
        Append(kept);
        Frames++;
    }

    private void DropOldest()
    {
        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderSize];
        CopyOut(_head, header);
        int length = PcapFormat.RecordHeaderSize + PcapFormat.ReadCapturedLength(header);
        _head = (_head + length) % _ring.Length;
        _used -= length;
        Overwritten++;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int tail = (int)(((long)_head + _used) % _ring.Length);
        int first = Math.Min(bytes.Length, _ring.Length - tail);
        bytes[..first].CopyTo(_ring.AsSpan(tail));
        bytes[first..].CopyTo(_ring);
        _used += bytes.Length;
    }

    private void CopyOut(int from, Span<byte> destination)
    {
        int first = Math.Min(destination.Length, _ring.Length - from);
        _ring.AsSpan(from, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }
}
