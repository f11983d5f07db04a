using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTo(Span<byte> destination)
    {
        uint lengths = 0x4500_0000U | ((uint)TrafficClass << 16) | (ushort)(Size + PayloadLength);
        uint fragment = (uint)(FragmentOffset >> 3) | (DoNotFragment ? DoNotFragmentBit : 0U) | (MoreFragments ? MoreFragmentsBit : 0U);
        uint identity = ((uint)Identification << 16) | fragment;
        uint protocol = ((uint)TimeToLive << 24) | ((uint)Protocol << 16);
        uint source = Source.Ipv4Bits;
        uint target = Destination.Ipv4Bits;
        ushort checksum = InternetChecksum.OfWords((ulong)lengths + identity + protocol + source + target);
        destination = destination[..Size];
        BinaryPrimitives.WriteUInt32BigEndian(destination, lengths);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], identity);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], protocol | checksum);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], source);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], target);
    }
}
