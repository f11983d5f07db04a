using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A fragment header (RFC 8200 4.5), in host order.</summary>
/// <param name="NextHeader">What the fragmented part begins with.</param>
/// <param name="Offset">Of this fragment in the fragmented part, in bytes: a multiple of 8.</param>
/// <param name="MoreFragments">It is not the last.</param>
/// <param name="Identification">Common to the fragments of a packet.</param>
public readonly record struct Ipv6FragmentHeader(IpProtocol NextHeader, int Offset, bool MoreFragments, uint Identification)
{
    /// <summary>8 bytes.</summary>
    public const int Size = 8;

    /// <summary>A packet that is complete all the same (RFC 6946): it has nothing to do with any other fragment.</summary>
    public bool IsAtomic => Offset == 0 && !MoreFragments;

    /// <summary>Reads at least 8 bytes.</summary>
    public static Ipv6FragmentHeader Read(ReadOnlySpan<byte> bytes)
    {
        ushort field = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return new Ipv6FragmentHeader((IpProtocol)bytes[0], field & ~7, (field & 1) != 0, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
    }

    /// <summary>Writes 8 bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        destination[0] = (byte)NextHeader;
        destination[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(Offset | (MoreFragments ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Identification);
    }
}
