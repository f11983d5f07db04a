using System;

namespace Sabos.Net;

/// <summary>A frame lent by a device. Disposing it gives the buffer back; the bytes must not be used after that.</summary>
public readonly ref struct ReceivedFrame
{
    private readonly IFrameOwner? _owner;
    private readonly int _slot;

    public ReceivedFrame(IFrameOwner owner, int slot, ReadOnlySpan<byte> bytes, bool checksumVerified = false, ushort segmentSize = 0)
    {
        _owner = owner;
        _slot = slot;
        Bytes = bytes;
        ChecksumVerified = checksumVerified;
        SegmentSize = segmentSize;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The device vouches for the TCP or UDP checksum, which the bytes may hold only in part.</summary>
    public bool ChecksumVerified { get; }

    /// <summary>
    /// The device put TCP segments together, each with so many bytes of payload but for the last, which may have fewer; 0: it did not. What a device says
    /// is not to be trusted.
    /// </summary>
    public ushort SegmentSize { get; }

    public void Dispose() => _owner?.ReleaseReceived(_slot);
}
