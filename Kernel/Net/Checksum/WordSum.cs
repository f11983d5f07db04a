using System;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// Adds bytes up as machine words, without losing a carry: a sum that is congruent, modulo 2^16 - 1, to that of their 16-bit words in the machine's
/// byte order (RFC 1071 2 (A) to (C)). Beside the sum of the words modulo 2^64 it keeps that of their upper halves, which does not overflow;
/// the difference is the sum of the lower halves. That is four instructions for eight bytes, with no branch and no comparison.
/// </summary>
internal static class WordSum
{
    /// <summary>The sum of the bytes. Below 2^63, for any span.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        ulong upper = 0;
        ReadOnlySpan<EightWords> blocks = MemoryMarshal.Cast<byte, EightWords>(bytes);
        foreach (ref readonly EightWords block in blocks)
        {
            sum += block.Word0;
            upper += block.Word0 >> 32;
            sum += block.Word1;
            upper += block.Word1 >> 32;
            sum += block.Word2;
            upper += block.Word2 >> 32;
            sum += block.Word3;
            upper += block.Word3 >> 32;
            sum += block.Word4;
            upper += block.Word4 >> 32;
            sum += block.Word5;
            upper += block.Word5 >> 32;
            sum += block.Word6;
            upper += block.Word6 >> 32;
            sum += block.Word7;
            upper += block.Word7 >> 32;
        }

        return Join(sum, upper) + OfRest(bytes[(blocks.Length * EightWords.Size)..]);
    }

    /// <summary>The same, and copies the bytes in passing: one walk through memory instead of two.</summary>
    public static ulong OfCopied(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ulong sum = 0;
        ulong upper = 0;
        ReadOnlySpan<EightWords> blocks = MemoryMarshal.Cast<byte, EightWords>(bytes);
        Span<EightWords> copies = MemoryMarshal.Cast<byte, EightWords>(destination[..bytes.Length]);
        for (int i = 0; i < blocks.Length && i < copies.Length; i++)
        {
            ref readonly EightWords block = ref blocks[i];
            ref EightWords copy = ref copies[i];
            ulong word0 = block.Word0;
            ulong word1 = block.Word1;
            ulong word2 = block.Word2;
            ulong word3 = block.Word3;
            copy.Word0 = word0;
            copy.Word1 = word1;
            copy.Word2 = word2;
            copy.Word3 = word3;
            sum += word0;
            upper += word0 >> 32;
            sum += word1;
            upper += word1 >> 32;
            sum += word2;
            upper += word2 >> 32;
            sum += word3;
            upper += word3 >> 32;
            word0 = block.Word4;
            word1 = block.Word5;
            word2 = block.Word6;
            word3 = block.Word7;
            copy.Word4 = word0;
            copy.Word5 = word1;
            copy.Word6 = word2;
            copy.Word7 = word3;
            sum += word0;
            upper += word0 >> 32;
            sum += word1;
            upper += word1 >> 32;
            sum += word2;
            upper += word2 >> 32;
            sum += word3;
            upper += word3 >> 32;
        }

        int done = blocks.Length * EightWords.Size;
        bytes[done..].CopyTo(destination[done..]);
        return Join(sum, upper) + OfRest(bytes[done..]);
    }

    // The lower halves' sum is below 2^61: no span has more than 2^28 words.
    private static ulong Join(ulong sum, ulong upper) => sum - (upper << 32) + upper;

    private static ulong OfRest(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        while (bytes.Length >= 8)
        {
            ulong word = MemoryMarshal.Read<ulong>(bytes);
            sum += (uint)word + (word >> 32);
            bytes = bytes[8..];
        }

        if (bytes.Length >= 4)
        {
            sum += MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[4..];
        }

        if (bytes.Length >= 2)
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[2..];
        }

        // An odd byte is the first half of a word whose second half is 0.
        return bytes.IsEmpty ? sum : sum + (BitConverter.IsLittleEndian ? bytes[0] : (ulong)bytes[0] << 8);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct EightWords
    {
        public const int Size = 64;

        public ulong Word0;
        public ulong Word1;
        public ulong Word2;
        public ulong Word3;
        public ulong Word4;
        public ulong Word5;
        public ulong Word6;
        public ulong Word7;
    }
}
