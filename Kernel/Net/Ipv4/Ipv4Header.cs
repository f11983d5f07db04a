using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>An IPv4 header without options (RFC 791 3.1), in host order.</summary>
public readonly record struct Ipv4Header
{
    /// <summary>20 bytes.</summary>
    public const int Size = 20;

    internal const ushort DoNotFragmentBit = 0x4000;
    internal const ushort MoreFragmentsBit = 0x2000;
    internal const ushort FragmentOffsetMask = 0x1FFF;

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    public IpProtocol Protocol { get; init; }

    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN (RFC 2474, RFC 3168).</summary>
    public byte TrafficClass { get; init; }

    public ushort Identification { get; init; }

    public bool DoNotFragment { get; init; }

    public bool MoreFragments { get; init; }

    /// <summary>In bytes: a multiple of 8.</summary>
    public int FragmentOffset { get; init; }

    /// <summary>Bytes that follow the header.</summary>
    public int PayloadLength { get; init; }

    /// <summary>Writes 20 bytes, checksum included.</summary>
    public void WriteTo(Span<byte> destination)
    {
        int fragment = (FragmentOffset >> 3) | (DoNotFragment ? DoNotFragmentBit : 0) | (MoreFragments ? MoreFragmentsBit : 0);
        destination = destination[..Size];
        destination[0] = 0x45;
        destination[1] = TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(Size + PayloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Identification);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)fragment);
        destination[8] = TimeToLive;
        destination[9] = (byte)Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], 0);
        Source.WriteTo(destination[12..]);
        Destination.WriteTo(destination[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], InternetChecksum.Compute(destination));
    }
}
