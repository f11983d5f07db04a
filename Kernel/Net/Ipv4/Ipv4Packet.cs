using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>A view of a received IPv4 packet (RFC 791), cut to its own length: what the link padded is not part of it.</summary>
public readonly ref struct Ipv4Packet
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Ipv4Packet(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Header and payload.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>20 to 60.</summary>
    public int HeaderLength => (_bytes[0] & 0xF) * 4;

    public byte TrafficClass => _bytes[1];

    public ushort Identification => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    public bool DoNotFragment => (FragmentField & Ipv4Header.DoNotFragmentBit) != 0;

    public bool MoreFragments => (FragmentField & Ipv4Header.MoreFragmentsBit) != 0;

    /// <summary>In bytes.</summary>
    public int FragmentOffset => (FragmentField & Ipv4Header.FragmentOffsetMask) * 8;

    public bool IsFragment => (FragmentField & (Ipv4Header.MoreFragmentsBit | Ipv4Header.FragmentOffsetMask)) != 0;

    public byte TimeToLive => _bytes[8];

    public IpProtocol Protocol => (IpProtocol)_bytes[9];

    public IpAddress Source => IpAddress.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[12..]));

    public IpAddress Destination => IpAddress.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[16..]));

    public ReadOnlySpan<byte> Options => _bytes[Ipv4Header.Size..HeaderLength];

    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>The header without its options.</summary>
    public Ipv4Header Header => new()
    {
        Source = Source,
        Destination = Destination,
        Protocol = Protocol,
        TimeToLive = TimeToLive,
        TrafficClass = TrafficClass,
        Identification = Identification,
        DoNotFragment = DoNotFragment,
        MoreFragments = MoreFragments,
        FragmentOffset = FragmentOffset,
        PayloadLength = Payload.Length,
    };

    private ushort FragmentField => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>False: another version, a length that contradicts itself or the bytes, or a wrong header checksum (RFC 1122 3.2.1.1, 3.2.1.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Ipv4Packet packet)
    {
        packet = default;
        if (!TryParseHeader(bytes, out int headerLength, out int totalLength)
            || totalLength > bytes.Length
            || !HasRightChecksum(bytes[..headerLength]))
        {
            return false;
        }

        packet = new Ipv4Packet(bytes[..totalLength]);
        return true;
    }

    /// <summary>
    /// Parses what an ICMP error quotes: the packet may be cut off anywhere after its header, and its header checksum may be that of another
    /// hop (RFC 1812 4.3.2.3).
    /// </summary>
    public static bool TryParseQuotation(ReadOnlySpan<byte> bytes, out Ipv4Packet packet)
    {
        packet = default;
        if (!TryParseHeader(bytes, out int _, out int totalLength))
        {
            return false;
        }

        packet = new Ipv4Packet(bytes[..Math.Min(totalLength, bytes.Length)]);
        return true;
    }

    // The checksum of a header without options: of its five words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasRightChecksum(ReadOnlySpan<byte> header)
    {
        if (header.Length != Ipv4Header.Size)
        {
            return InternetChecksum.Compute(header) == 0;
        }

        header = header[..Ipv4Header.Size];
        ulong sum = (ulong)BinaryPrimitives.ReadUInt32BigEndian(header)
            + BinaryPrimitives.ReadUInt32BigEndian(header[4..])
            + BinaryPrimitives.ReadUInt32BigEndian(header[8..])
            + BinaryPrimitives.ReadUInt32BigEndian(header[12..])
            + BinaryPrimitives.ReadUInt32BigEndian(header[16..]);
        return InternetChecksum.OfWords(sum) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParseHeader(ReadOnlySpan<byte> bytes, out int headerLength, out int totalLength)
    {
        headerLength = totalLength = 0;
        if (bytes.Length < Ipv4Header.Size || bytes[0] >> 4 != 4)
        {
            return false;
        }

        headerLength = (bytes[0] & 0xF) * 4;
        totalLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return headerLength >= Ipv4Header.Size && headerLength <= bytes.Length && totalLength >= headerLength;
    }
}
