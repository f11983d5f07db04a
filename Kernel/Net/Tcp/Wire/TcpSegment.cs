using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// A received TCP segment: a view of its bytes whose lengths were checked once, with the fields in host order. Those that every segment is asked for are
/// read once.
/// </summary>
internal readonly ref struct TcpSegment
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _headerLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TcpSegment(ReadOnlySpan<byte> bytes, int headerLength, bool isMarked, int size)
    {
        _bytes = bytes;
        _headerLength = headerLength;
        IsMarked = isMarked;
        Size = size;
        ReadOnlySpan<byte> header = bytes[..TcpHeader.Size];
        uint ports = BinaryPrimitives.ReadUInt32BigEndian(header);
        SourcePort = (ushort)(ports >> 16);
        DestinationPort = (ushort)ports;
        Sequence = new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        Acknowledgment = new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(header[8..]));
        uint flagsAndWindow = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        Flags = (TcpFlags)(byte)(flagsAndWindow >> 16);
        Window = (ushort)flagsAndWindow;
    }

    /// <summary>It came in a packet with the codepoint CE (RFC 3168 5).</summary>
    public bool IsMarked { get; }

    /// <summary>
    /// Payload bytes of each of the segments on the wire that a device put together as this one, but for the last, which may have fewer; 0: it is one.
    /// </summary>
    public int Size { get; }

    /// <summary>Segments on the wire.</summary>
    public int Count => Size == 0 ? 1 : (PayloadLength + Size - 1) / Size;

    public ushort SourcePort { get; }

    public ushort DestinationPort { get; }

    public SequenceNumber Sequence { get; }

    public SequenceNumber Acknowledgment { get; }

    public TcpFlags Flags { get; }

    /// <summary>As on the wire, not yet scaled.</summary>
    public ushort Window { get; }

    public ReadOnlySpan<byte> Options => _bytes[TcpHeader.Size.._headerLength];

    public ReadOnlySpan<byte> Payload => _bytes[_headerLength..];

    /// <summary>Bytes of payload.</summary>
    public int PayloadLength => _bytes.Length - _headerLength;

    /// <summary>The sequence numbers it occupies: payload, SYN and FIN (SEG.LEN of RFC 9293 3.4).</summary>
    public int SequenceLength => PayloadLength + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>The only way in: false unless a whole header with its options is there. The checksum is a matter of its own.</summary>
    /// <param name="bytes">The IP packet's payload.</param>
    /// <param name="segment">The view.</param>
    /// <param name="isMarked">The packet had the codepoint CE.</param>
    /// <param name="size">What the device says of <see cref="Size"/>: anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TcpSegment segment, bool isMarked = false, int size = 0)
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

        segment = new TcpSegment(bytes, headerLength, isMarked, size < bytes.Length - headerLength ? size : 0);
        return true;
    }
}
