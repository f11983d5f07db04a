using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The header of an Ethernet II frame (RFC 894).</summary>
public readonly record struct EthernetHeader(MacAddress Destination, MacAddress Source, EtherType Type)
{
    /// <summary>14 bytes.</summary>
    public const int Size = 14;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTo(Span<byte> destination)
    {
        destination = destination[..Size];
        BinaryPrimitives.WriteUInt64BigEndian(destination, (Destination.Bits << 16) | (ushort)(Source.Bits >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], (uint)Source.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], (ushort)Type);
    }
}
