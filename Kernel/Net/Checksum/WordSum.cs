using System;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// Adds bytes up as halves of 64-bit words, without losing a carry: a sum that is congruent, modulo 2^16 - 1, to that of their 16-bit words in the
/// machine's byte order (RFC 1071 2 (A) to (C)). Not in vectors, as <see cref="WordBlock"/> says.
/// </summary>
internal static class WordSum
{
    /// <summary>The sum of the bytes. Below 2^63, for any span.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        ReadOnlySpan<WordBlock> blocks = MemoryMarshal.Cast<byte, WordBlock>(bytes);
        foreach (ref readonly WordBlock block in blocks)
        {
            ulong first = block.Word0;
            ulong second = block.Word1;
            sum += (uint)first;
            sum += first >> 32;
            sum += (uint)second;
            sum += second >> 32;
            first = block.Word2;
            second = block.Word3;
            sum += (uint)first;
            sum += first >> 32;
            sum += (uint)second;
            sum += second >> 32;
            first = block.Word4;
            second = block.Word5;
            sum += (uint)first;
            sum += first >> 32;
            sum += (uint)second;
            sum += second >> 32;
            first = block.Word6;
            second = block.Word7;
            sum += (uint)first;
            sum += first >> 32;
            sum += (uint)second;
            sum += second >> 32;
        }

        return sum + OfRest(bytes[(blocks.Length * WordBlock.Size)..]);
    }

    /// <summary>The same, and copies the bytes in passing: one walk through memory instead of two.</summary>
    public static ulong OfCopied(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        // The words modulo 2^64, and beside them their upper halves; the difference is the sum of the lower halves.
        ulong sum = 0;
        ulong upper = 0;
        ReadOnlySpan<WordBlock> blocks = MemoryMarshal.Cast<byte, WordBlock>(bytes);
        Span<WordBlock> copies = MemoryMarshal.Cast<byte, WordBlock>(destination[..bytes.Length]);
        for (int i = 0; i < blocks.Length && i < copies.Length; i++)
        {
            ref readonly WordBlock block = ref blocks[i];
            ref WordBlock copy = ref copies[i];
            ulong word = block.Word0;
            copy.Word0 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word1;
            copy.Word1 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word2;
            copy.Word2 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word3;
            copy.Word3 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word4;
            copy.Word4 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word5;
            copy.Word5 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word6;
            copy.Word6 = word;
            sum += word;
            upper += word >> 32;
            word = block.Word7;
            copy.Word7 = word;
            sum += word;
            upper += word >> 32;
        }

        int done = blocks.Length * WordBlock.Size;
        bytes = bytes[done..];
        WordBlock.CopyRest(bytes, destination[done..]);
        return sum - (upper << 32) + upper + OfRest(bytes);
    }

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
}
