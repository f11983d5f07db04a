using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A received TCP segment: a view of its bytes whose lengths were checked once, with the fields in host order.</summary>
internal readonly ref struct TcpSegment
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _headerLength;

    private TcpSegment(ReadOnlySpan<byte> bytes, int headerLength, bool isMarked)
    {
        _bytes = bytes;
        _headerLength = headerLength;
        IsMarked = isMarked;
    }

    /// <summary>It came in a packet with the codepoint CE (RFC 3168 5).</summary>
    public bool IsMarked { get; }

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    public SequenceNumber Sequence => new(BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]));

    public SequenceNumber Acknowledgment => new(BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]));

    public TcpFlags Flags => (TcpFlags)_bytes[13];

    /// <summary>As on the wire, not yet scaled.</summary>
    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);

    public ReadOnlySpan<byte> Options => _bytes[TcpHeader.Size.._headerLength];

    public ReadOnlySpan<byte> Payload => _bytes[_headerLength..];

    /// <summary>The sequence numbers it occupies: payload, SYN and FIN (SEG.LEN of RFC 9293 3.4).</summary>
    public int SequenceLength => _bytes.Length - _headerLength + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>The only way in: false unless a whole header with its options is there. The checksum is a matter of its own.</summary>
    /// <param name="bytes">The IP packet's payload.</param>
    /// <param name="segment">The view.</param>
    /// <param name="isMarked">The packet had the codepoint CE.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TcpSegment segment, bool isMarked = false)
    {
        segment = default;
        if (bytes.Length < TcpHeader.Size)
        {
            return false;
        }

        int headerLength = (bytes[12] >> 4) * 4;
        if (headerLength < TcpHeader.Size || headerLength > bytes.Length)
        {
            return false;
        }

        segment = new TcpSegment(bytes, headerLength, isMarked);
        return true;
    }
}
