using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a received IPv6 packet (RFC 8200), cut to its own length: what the link padded is not part of it.</summary>
public readonly ref struct Ipv6Packet
{
    /// <summary>Where the byte is that says what follows the header.</summary>
    internal const int NextHeaderOffset = 6;

    private readonly ReadOnlySpan<byte> _bytes;

    private Ipv6Packet(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Header, extension headers and payload.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(_bytes) >> 4);

    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(_bytes) & Ipv6Header.FlowLabelMask;

    /// <summary>What follows the header.</summary>
    public IpProtocol NextHeader => (IpProtocol)_bytes[NextHeaderOffset];

    public byte HopLimit => _bytes[7];

    public IpAddress Source => IpAddress.Read(_bytes.Slice(8, 16));

    public IpAddress Destination => IpAddress.Read(_bytes.Slice(24, 16));

    /// <summary>Bytes of the whole packet as its header states them; what an error quotes may have been cut.</summary>
    internal int StatedLength => Ipv6Header.Size + BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>Everything behind the header, extension headers included.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Ipv6Header.Size..];

    public Ipv6Header Header => new()
    {
        Source = Source,
        Destination = Destination,
        NextHeader = NextHeader,
        HopLimit = HopLimit,
        TrafficClass = TrafficClass,
        FlowLabel = FlowLabel,
        PayloadLength = Payload.Length,
    };

    /// <summary>
    /// False: another version, longer than the bytes, or an IPv4-mapped address, which must not be on a wire (RFC 4291 2.5.5.2; it would pass for an
    /// IPv4 address here), or a link-local one with bits between its prefix and its identifier (RFC 4291 2.5.6), where zones stand here. Jumbograms
    /// (RFC 2675) end in front of their payload.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Ipv6Packet packet)
    {
        packet = default;
        if (!TryParseQuotation(bytes, out Ipv6Packet whole) || whole.Payload.Length < BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]))
        {
            return false;
        }

        packet = whole;
        return IsPossible(packet.Source) && IsPossible(packet.Destination);
    }

    /// <summary>Parses what an ICMPv6 error quotes: the packet may be cut off anywhere after its header.</summary>
    public static bool TryParseQuotation(ReadOnlySpan<byte> bytes, out Ipv6Packet packet)
    {
        packet = default;
        if (bytes.Length < Ipv6Header.Size || bytes[0] >> 4 != 6)
        {
            return false;
        }

        int length = Ipv6Header.Size + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        packet = new Ipv6Packet(bytes[..Math.Min(length, bytes.Length)]);
        return true;
    }

    private static bool IsPossible(IpAddress address) => address.IsIpv6 && address.Zone == 0;
}
