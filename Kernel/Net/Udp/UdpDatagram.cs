using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a received UDP datagram (RFC 768), cut to the length it states.</summary>
public readonly ref struct UdpDatagram
{
    private readonly ReadOnlySpan<byte> _bytes;

    private UdpDatagram(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[UdpHeader.ChecksumOffset..]);

    public UdpHeader Header => new(SourcePort, DestinationPort, (ushort)_bytes.Length, Checksum);

    public ReadOnlySpan<byte> Payload => _bytes[UdpHeader.Size..];

    /// <summary>False: shorter than its header or than the length it states.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out UdpDatagram datagram)
    {
        datagram = default;
        if (bytes.Length < UdpHeader.Size)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length < UdpHeader.Size || length > bytes.Length)
        {
            return false;
        }

        datagram = new UdpDatagram(bytes[..length]);
        return true;
    }

    /// <summary>Whether the checksum is right, or absent, which only IPv4 allows (RFC 768; RFC 8200 8.1).</summary>
    public bool VerifyChecksum(IpAddress source, IpAddress destination)
    {
        if (Checksum == 0)
        {
            return source.IsIpv4;
        }

        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Udp, _bytes.Length);
        checksum.Add(_bytes);
        return checksum.Value == 0;
    }
}
