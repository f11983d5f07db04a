using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a received ICMPv6 message (RFC 4443 2.1).</summary>
public readonly ref struct Icmpv6Message
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Icmpv6Message(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public Icmpv6Type Type => (Icmpv6Type)_bytes[0];

    public byte Code => _bytes[1];

    public uint Rest => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    public Icmpv6Header Header => new(Type, Code, Rest);

    /// <summary>What follows the header: an echo's data, the packet that an error quotes, a target and options.</summary>
    public ReadOnlySpan<byte> Body => _bytes[Icmpv6Header.Size..];

    /// <summary>False: too short, or a wrong checksum.</summary>
    /// <param name="bytes">The packet's upper layer.</param>
    /// <param name="source">The packet's.</param>
    /// <param name="destination">The packet's.</param>
    /// <param name="message">The view.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, IpAddress source, IpAddress destination, out Icmpv6Message message)
    {
        message = new Icmpv6Message(bytes);
        if (bytes.Length < Icmpv6Header.Size)
        {
            return false;
        }

        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Ipv6Icmp, bytes.Length);
        checksum.Add(bytes);
        return checksum.Value == 0;
    }
}
