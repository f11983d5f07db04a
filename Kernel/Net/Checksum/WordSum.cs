using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sabos.Net;

/// <summary>
/// Adds bytes up as machine words, without losing a carry: a sum that is congruent, modulo 2^16 - 1, to that of their 16-bit words in the machine's
/// byte order (RFC 1071 2 (A) to (C)). Beside the sum of the words modulo 2^64 it keeps that of their upper halves, which does not overflow;
/// the difference is the sum of the lower halves. That is four instructions for two words at once, with no branch and no comparison.
/// </summary>
internal static class WordSum
{
    /// <summary>The sum of the bytes. Below 2^63, for any span.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Block.Size)
        {
            return OfRest(bytes);
        }

        Vector128<ulong> sum = default;
        Vector128<ulong> upper = default;
        ReadOnlySpan<Block> blocks = MemoryMarshal.Cast<byte, Block>(bytes);
        foreach (ref readonly Block block in blocks)
        {
            Vector128<ulong> words = block.Words0;
            sum += words;
            upper += words >>> 32;
            words = block.Words1;
            sum += words;
            upper += words >>> 32;
            words = block.Words2;
            sum += words;
            upper += words >>> 32;
            words = block.Words3;
            sum += words;
            upper += words >>> 32;
        }

        return Join(sum, upper) + OfRest(bytes[(blocks.Length * Block.Size)..]);
    }

    /// <summary>The same, and copies the bytes in passing: one walk through memory instead of two.</summary>
    public static ulong OfCopied(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        Vector128<ulong> sum = default;
        Vector128<ulong> upper = default;
        ReadOnlySpan<Block> blocks = MemoryMarshal.Cast<byte, Block>(bytes);
        Span<Block> copies = MemoryMarshal.Cast<byte, Block>(destination[..bytes.Length]);
        for (int i = 0; i < blocks.Length && i < copies.Length; i++)
        {
            ref readonly Block block = ref blocks[i];
            ref Block copy = ref copies[i];
            Vector128<ulong> words = block.Words0;
            copy.Words0 = words;
            sum += words;
            upper += words >>> 32;
            words = block.Words1;
            copy.Words1 = words;
            sum += words;
            upper += words >>> 32;
            words = block.Words2;
            copy.Words2 = words;
            sum += words;
            upper += words >>> 32;
            words = block.Words3;
            copy.Words3 = words;
            sum += words;
            upper += words >>> 32;
        }

        int done = blocks.Length * Block.Size;
        bytes[done..].CopyTo(destination[done..]);
        return Join(sum, upper) + OfRest(bytes[done..]);
    }

    // The lower halves' sum is below 2^61: no span has more than 2^28 words.
    private static ulong Join(Vector128<ulong> sum, Vector128<ulong> upper) => Vector128.Sum(sum - (upper << 32) + upper);

    private static ulong OfRest(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            sum += (uint)word + (word >> 32);
        }

        bytes = bytes[(words.Length * sizeof(ulong))..];
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
    private struct Block
    {
        public const int Size = 64;

        public Vector128<ulong> Words0;
        public Vector128<ulong> Words1;
        public Vector128<ulong> Words2;
        public Vector128<ulong> Words3;
    }
}
