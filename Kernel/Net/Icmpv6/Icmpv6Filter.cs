using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Which types of ICMPv6 a raw socket receives (RFC 3542 3.2): all, until it is told.</summary>
public struct Icmpv6Filter
{
    /// <summary>32 bytes: Linux's struct icmp6_filter, words of 32 bits in which the bit of a type that is kept back is set.</summary>
    public const int Size = 32;

    private Words _blocked;

    /// <summary>Whether a message of this type is received.</summary>
    public readonly bool Passes(Icmpv6Type type) => (_blocked[(byte)type >> 5] & (1U << ((byte)type & 31))) == 0;

    /// <summary>Reads as much of the structure as there is; the rest stays as it is.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (int word = 0; word < Size / sizeof(uint) && bytes.Length >= sizeof(uint); word++)
        {
            _blocked[word] = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[sizeof(uint)..];
        }
    }

    /// <summary>Writes 32 bytes.</summary>
    public readonly void WriteTo(Span<byte> destination)
    {
        for (int word = 0; word < Size / sizeof(uint); word++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(word * sizeof(uint))..], _blocked[word]);
        }
    }

    [InlineArray(Size / sizeof(uint))]
    private struct Words
    {
        private uint _first;
    }
}
