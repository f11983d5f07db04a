using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// The Internet checksum (RFC 1071) of bytes that are added piece by piece; pieces may be of odd length. The sum is kept in the machine's
/// byte order, eight bytes an addition, and swapped once at the end (RFC 1071 2 (B)).
/// </summary>
public struct InternetChecksum
{
    private ulong _sum;
    private bool _isOdd;

    /// <summary>The sum so far, folded to 16 bits and not complemented: what an offloading device expects in the checksum's field.</summary>
    public readonly ushort Sum
    {
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
    public static InternetChecksum ForPseudoHeader(IpAddress source, IpAddress destination, IpProtocol protocol, int length)
    {
        InternetChecksum checksum = default;
        checksum.AddAddress(source);
        checksum.AddAddress(destination);
        checksum.AddWord((ushort)protocol);
        checksum.AddWord((ushort)((uint)length >> 16));
        checksum.AddWord((ushort)length);
        return checksum;
    }

    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        InternetChecksum checksum = default;
        checksum.Add(bytes);
        return checksum.Value;
    }

    /// <summary>Adds the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong sum = SumBytes(bytes);
        if (_isOdd)
        {
            // The piece begins in the low half of a word: its own sum with the bytes exchanged (RFC 1071 2 (B)).
            sum = BinaryPrimitives.ReverseEndianness(Fold(sum));
        }

        Accumulate(sum);
        _isOdd ^= (bytes.Length & 1) != 0;
    }

    /// <summary>Adds one 16-bit word in host order, at an even position.</summary>
    public void AddWord(ushort word) => Accumulate(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);

    private static ulong SumBytes(ReadOnlySpan<byte> bytes)
    {
        // End-around carry: a carry out of bit 63 has the weight of bit 0.
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong sum = 0;
        ulong carries = 0;
        while (words.Length >= 4)
        {
            ulong first = words[0] + words[1];
            ulong second = words[2] + words[3];
            carries += (first < words[0] ? 1UL : 0) + (second < words[2] ? 1UL : 0);
            sum += first;
            carries += sum < first ? 1UL : 0;
            sum += second;
            carries += sum < second ? 1UL : 0;
            words = words[4..];
        }

        foreach (ulong word in words)
        {
            sum += word;
            carries += sum < word ? 1UL : 0;
        }

        ulong tail = ReadTail(bytes[(bytes.Length & ~7)..]);
        sum += tail;
        carries += sum < tail ? 1UL : 0;
        sum += carries;
        return sum < carries ? sum + 1 : sum;
    }

    private static ulong ReadTail(ReadOnlySpan<byte> tail)
    {
        if (tail.IsEmpty)
        {
            return 0;
        }

        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        tail.CopyTo(padded);
        return MemoryMarshal.Read<ulong>(padded);
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)sum;
    }

    private void AddAddress(IpAddress address)
    {
        if (address.IsIpv4)
        {
            AddWord((ushort)(address.Ipv4Bits >> 16));
            AddWord((ushort)address.Ipv4Bits);
            return;
        }

        Accumulate(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(address.HighBits) : address.HighBits);
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
