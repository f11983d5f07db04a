namespace Sabos.Net;

/// <summary>
/// Work left to the device for one outgoing frame; the default leaves none (virtio 1.2 5.1.6.2 has the same terms).
/// </summary>
/// <param name="ChecksumStart">Offset in the frame of the first byte that the checksum covers; 0: the checksum is complete.</param>
/// <param name="ChecksumOffset">Where the checksum stands, counted from ChecksumStart; it holds the pseudo-header's sum.</param>
/// <param name="SegmentSize">TCP payload bytes for each segment that the device cuts the frame into, the last may have fewer; 0: it is one segment.</param>
/// <param name="TransportHeaderLength">Where it is cut: bytes of the TCP header, with its options; 0: it is not cut.</param>
public readonly record struct TransmitOffload(ushort ChecksumStart, ushort ChecksumOffset, ushort SegmentSize = 0, ushort TransportHeaderLength = 0)
{
    public static TransmitOffload None => default;

    /// <summary>Everything is done.</summary>
    public bool IsNone => (ChecksumStart | ChecksumOffset | SegmentSize) == 0;
}
