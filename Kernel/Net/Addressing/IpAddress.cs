using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// An IPv4 or IPv6 address. An IPv4 address is held as its IPv4-mapped form ::ffff:a.b.c.d (RFC 4291 2.5.5.2), which never appears
/// on a wire as an IPv6 address, so that one type, one comparison and one hash serve both and a dual-stack socket needs no conversion.
/// The default value is the IPv6 unspecified address.
/// </summary>
public readonly partial record struct IpAddress
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    private readonly ulong _high;
    private readonly ulong _low;

    private IpAddress(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>0.0.0.0.</summary>
    public static IpAddress AnyIpv4 => FromIpv4(0);

    /// <summary>255.255.255.255, the limited broadcast address (RFC 919).</summary>
    public static IpAddress BroadcastIpv4 => FromIpv4(0xFFFF_FFFF);

    /// <summary>127.0.0.1.</summary>
    public static IpAddress LoopbackIpv4 => FromIpv4(0x7F00_0001);

    /// <summary>The unspecified address ::.</summary>
    public static IpAddress AnyIpv6 => default;

    /// <summary>The loopback address ::1.</summary>
    public static IpAddress LoopbackIpv6 => new(0, 1);

    /// <summary>224.0.0.1, the hosts of a link (RFC 1112 4).</summary>
    public static IpAddress AllHosts => FromIpv4(0xE000_0001);

    /// <summary>ff02::1, the nodes of a link (RFC 4291 2.7.1); without a zone.</summary>
    public static IpAddress AllNodes => new(0xFF02_0000_0000_0000, 1);

    /// <summary>ff01::1, this node.</summary>
    public static IpAddress AllNodesOfInterface => new(0xFF01_0000_0000_0000, 1);

    public bool IsIpv4 => _high == 0 && _low >> 32 == MappedPrefix >> 32;

    public bool IsIpv6 => !IsIpv4;

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsUnspecified => (_high | _low) == 0 || this == AnyIpv4;

    /// <summary>127.0.0.0/8 (RFC 1122 3.2.1.3) or ::1.</summary>
    public bool IsLoopback => IsIpv4 ? Ipv4Bits >> 24 == 127 : this == LoopbackIpv6;

    /// <summary>224.0.0.0/4 or ff00::/8.</summary>
    public bool IsMulticast => IsIpv4 ? Ipv4Bits >> 28 == 0xE : _high >> 56 == 0xFF;

    /// <summary>255.255.255.255; a subnet's own broadcast address is known to its interface only.</summary>
    public bool IsLimitedBroadcast => this == BroadcastIpv4;

    /// <summary>169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 2.5.6).</summary>
    public bool IsLinkLocal => IsIpv4 ? Ipv4Bits >> 16 == 0xA9FE : _high >> 54 == 0xFE80 >> 6;

    /// <summary>The group in which who has this IPv6 address is asked for it (RFC 4291 2.7.1): ff02::1:ffXX:XXXX, without a zone.</summary>
    public IpAddress SolicitedNode => new(0xFF02_0000_0000_0000, 0x1_FF00_0000 | (_low & 0xFF_FFFF));

    /// <summary>Length on the wire in bytes: 4 or 16.</summary>
    public int Length => IsIpv4 ? 4 : 16;

    /// <summary>The IPv4 address in host order. Meaningless for an IPv6 address.</summary>
    public uint Ipv4Bits => (uint)_low;

    /// <summary>Bits 0 to 63 (of 128, most significant first) in host order, the zone among them.</summary>
    public ulong HighBits => _high;

    /// <summary>Bits 64 to 127 in host order.</summary>
    public ulong LowBits => _low;

    /// <summary>An IPv4 address from its 32 bits in host order: 0x7F000001 is 127.0.0.1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromIpv4(uint bits) => new(0, MappedPrefix | bits);

    public static IpAddress FromIpv4(byte a, byte b, byte c, byte d) => FromIpv4((uint)((a << 24) | (b << 16) | (c << 8) | d));

    /// <summary>An IPv6 address from its two halves in host order.</summary>
    public static IpAddress FromIpv6(ulong high, ulong low) => new(high, low);

    /// <summary>Reads an address in network order from exactly 4 or 16 bytes.</summary>
    /// <exception cref="ArgumentException">Another length: a mistake of the caller, never of the wire.</exception>
    public static IpAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])),
        _ => throw new ArgumentException("an address has 4 or 16 bytes", nameof(bytes)),
    };

    /// <summary>Writes <see cref="Length"/> bytes in network order.</summary>
    public void WriteTo(Span<byte> destination)
    {
        if (IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, Ipv4Bits);
            return;
        }

        WriteMappedTo(destination);
    }

    /// <summary>Writes 16 bytes in network order, an IPv4 address as its mapped form. The zone is no part of it.</summary>
    public void WriteMappedTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, WireHighBits);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }
}
