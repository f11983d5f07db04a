namespace Sabos.Net;

/// <summary>
/// Work left to the device for one outgoing frame; the default leaves none (virtio 1.2 5.1.6.2 has the same terms).
/// </summary>
public readonly record struct TransmitOffload
{
    // The four numbers in one word, lest they be taken apart and put together again in each layer that a frame passes.
    private readonly ulong _numbers;

    private TransmitOffload(ulong numbers) => _numbers = numbers;

    /// <param name="checksumStart">As <see cref="ChecksumStart"/>.</param>
    /// <param name="checksumOffset">As <see cref="ChecksumOffset"/>.</param>
    /// <param name="segmentSize">As <see cref="SegmentSize"/>.</param>
    /// <param name="transportHeaderLength">As <see cref="TransportHeaderLength"/>.</param>
    public TransmitOffload(ushort checksumStart, ushort checksumOffset, ushort segmentSize = 0, ushort transportHeaderLength = 0) =>
        _numbers = checksumStart | ((ulong)checksumOffset << 16) | ((ulong)segmentSize << 32) | ((ulong)transportHeaderLength << 48);

    public static TransmitOffload None => default;

    /// <summary>Offset in the frame of the first byte that the checksum covers; 0: the checksum is complete.</summary>
    public ushort ChecksumStart => (ushort)_numbers;

    /// <summary>Where the checksum stands, counted from ChecksumStart; it holds the pseudo-header's sum.</summary>
    public ushort ChecksumOffset => (ushort)(_numbers >> 16);

    /// <summary>TCP payload bytes for each segment that the device cuts the frame into, the last may have fewer; 0: it is one segment.</summary>
    public ushort SegmentSize => (ushort)(_numbers >> 32);

    /// <summary>Where it is cut: bytes of the TCP header, with its options; 0: it is not cut.</summary>
    public ushort TransportHeaderLength => (ushort)(_numbers >> 48);

    /// <summary>Everything is done.</summary>
    public bool IsNone => _numbers == 0;

    /// <summary>The same work behind another header of so many bytes; none remains none.</summary>
    public TransmitOffload Behind(ushort header) => IsNone ? None : new TransmitOffload(_numbers + header);
}
