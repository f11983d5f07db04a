using System;

namespace Sabos.Net;

/// <summary>A frame lent by a device. Disposing it gives the buffer back; the bytes must not be used after that.</summary>
public readonly ref struct ReceivedFrame
{
    private readonly IFrameOwner? _owner;
    private readonly int _slot;

    public ReceivedFrame(IFrameOwner owner, int slot, ReadOnlySpan<byte> bytes, bool checksumVerified = false)
    {
        _owner = owner;
        _slot = slot;
        Bytes = bytes;
        ChecksumVerified = checksumVerified;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The device vouches for the TCP or UDP checksum, which the bytes may hold only in part.</summary>
    public bool ChecksumVerified { get; }

    public void Dispose() => _owner?.ReleaseReceived(_slot);
}
