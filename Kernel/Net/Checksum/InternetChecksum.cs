using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The Internet checksum (RFC 1071) of bytes that are added piece by piece; pieces may be of odd length. The sum is kept in the machine's
/// byte order and swapped once at the end (RFC 1071 2 (B)).
/// </summary>
public struct InternetChecksum
{
    private ulong _sum;
    private bool _isOdd;

    /// <summary>The sum so far, folded to 16 bits and not complemented: what an offloading device expects in the checksum's field.</summary>
    public readonly ushort Sum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ushort folded = Fold(_sum);
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded;
        }
    }

    /// <summary>The checksum of what was added, in host order. Over bytes that contain a correct checksum it is 0.</summary>
    public readonly ushort Value => (ushort)~Sum;

    /// <summary>A checksum that covers the pseudo header of TCP, UDP (RFC 9293 3.1) and, for IPv6, ICMPv6 (RFC 8200 8.1).</summary>
    /// <param name="source">Of the same version as the destination.</param>
    /// <param name="destination">As it is at the last hop.</param>
    /// <param name="protocol">The transport's number.</param>
    /// <param name="length">Bytes of the transport header and its data.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InternetChecksum ForPseudoHeader(IpAddress source, IpAddress destination, IpProtocol protocol, int length)
    {
        // Words of 32 bits: what is carried between their halves counts the same (RFC 1071 2 (C)), and so few of them do not overflow.
        ulong sum = (ulong)Wire((uint)length) + Wire((uint)protocol);
        if (source.IsIpv4)
        {
            return new InternetChecksum { _sum = sum + Wire(source.Ipv4Bits) + Wire(destination.Ipv4Bits) };
        }

        InternetChecksum checksum = new() { _sum = sum };
        checksum.AddAddress(source);
        checksum.AddAddress(destination);
        return checksum;
    }

    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        InternetChecksum checksum = default;
        checksum.Add(bytes);
        return checksum.Value;
    }

    /// <summary>The checksum of a header of 32-bit words, from their sum in host order.</summary>
    internal static ushort OfWords(ulong sum) => (ushort)~Fold(sum);

    /// <summary>Adds the next bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> bytes) => AddPiece(WordSum.Of(bytes), bytes.Length);

    /// <summary>Adds the next bytes and copies them, in one pass (RFC 1071 2: combined with data copying).</summary>
    /// <param name="bytes">What to add.</param>
    /// <param name="destination">Elsewhere, and at least as long.</param>
    public void AddCopying(ReadOnlySpan<byte> bytes, Span<byte> destination) => AddPiece(WordSum.OfCopied(bytes, destination), bytes.Length);

    /// <summary>Adds one 16-bit word in host order, at an even position.</summary>
    public void AddWord(ushort word) => Accumulate(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Fold(ulong sum)
    {
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)sum;
    }

    private void AddPiece(ulong sum, int length)
    {
        if (_isOdd)
        {
            // The piece begins in the low half of a word: its own sum with the bytes exchanged (RFC 1071 2 (B)).
            sum = BinaryPrimitives.ReverseEndianness(Fold(sum));
        }

        Accumulate(sum);
        _isOdd ^= (length & 1) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Wire(uint word) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;

    private void AddAddress(IpAddress address)
    {
        ulong high = address.WireHighBits;
        Accumulate(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(high) : high);
        Accumulate(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(address.LowBits) : address.LowBits);
    }

    private void Accumulate(ulong value)
    {
        _sum += value;
        if (_sum < value)
        {
            _sum++;
        }
    }
}
