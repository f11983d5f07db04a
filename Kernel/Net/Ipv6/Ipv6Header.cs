using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>An IPv6 header (RFC 8200 3), in host order.</summary>
public readonly record struct Ipv6Header
{
    /// <summary>40 bytes.</summary>
    public const int Size = 40;

    /// <summary>20 bits.</summary>
    internal const uint FlowLabelMask = 0xF_FFFF;

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    /// <summary>What follows: an extension header or the transport.</summary>
    public IpProtocol NextHeader { get; init; }

    public byte HopLimit { get; init; }

    /// <summary>DSCP and ECN (RFC 2474, RFC 3168).</summary>
    public byte TrafficClass { get; init; }

    /// <summary>20 bits, the same for all packets of a flow (RFC 6437); 0: none.</summary>
    public uint FlowLabel { get; init; }

    /// <summary>Bytes that follow the header, extension headers included.</summary>
    public int PayloadLength { get; init; }

    /// <summary>Writes 40 bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        destination = destination[..Size];
        BinaryPrimitives.WriteUInt32BigEndian(destination, (6u << 28) | ((uint)TrafficClass << 20) | (FlowLabel & FlowLabelMask));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)PayloadLength);
        destination[6] = (byte)NextHeader;
        destination[7] = HopLimit;
        Source.WriteMappedTo(destination[8..]);
        Destination.WriteMappedTo(destination[24..]);
    }
}
