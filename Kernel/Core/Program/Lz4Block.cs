using System.Runtime.CompilerServices;

namespace Sabos.Core.Program;

/// <summary>
/// A block of LZ4 (lz4_Block_format.md of the reference implementation): sequences of literals and of matches, which repeat what was
/// written before. Copies are made in words of 8 bytes wherever these stay within both buffers; most sequences are shorter than two.
/// </summary>
internal static unsafe class Lz4Block
{
    private const ulong ShortestMatch = 4;
    private const uint LongLength = 15;
    private const uint LengthGoesOn = 255;
    private const ulong Word = sizeof(ulong);

    // What a sequence whose lengths are both in the token reads of the packed bytes, and writes, in whole words: up to 14 literals, a
    // distance, and a match of up to 18.
    private const int ShortRead = 18;
    private const int ShortWrite = 40;

    /// <summary>
    /// Unpacks <paramref name="packedLength"/> bytes to exactly <paramref name="length"/> bytes. False if they are damaged; then what was
    /// written is undefined, but lies within <paramref name="to"/>.
    /// </summary>
    public static bool TryUnpack(byte* packed, ulong packedLength, byte* to, ulong length)
    {
        byte* from = packed;
        byte* fromEnd = packed + packedLength;
        byte* start = to;
        byte* end = to + length;
        byte* lastShortFrom = fromEnd - ShortRead;
        byte* lastShortTo = end - ShortWrite;
        while (from != fromEnd)
        {
            uint token = *from++;
            // Nearly all sequences are such: half of the instructions in all.
            if (token < LongLength << 4 && (token & LongLength) != LongLength && from <= lastShortFrom && to <= lastShortTo)
            {
                CopyWords(to, from, token >> 4);
                to += token >> 4;
                from += token >> 4;
                uint near = *(ushort*)from;
                from += sizeof(ushort);
                if (near == 0 || near > to - start)
                    return false;
                ulong some = (token & LongLength) + ShortestMatch;
                if (near >= Word)
                    CopyWords(to, to - near, some);
                else
                    Copy(to, to - near, some, byWords: false);
                to += some;
                continue;
            }

            ulong literals = token >> 4;
            if (literals == LongLength)
            {
                byte* next = SkipLength(from, fromEnd);
                literals += LengthBetween(from, next);
                from = next;
            }

            if (literals > (ulong)(fromEnd - from) || literals > (ulong)(end - to))
                return false;
            Copy(to, from, literals, to + literals + Word <= end && from + literals + Word <= fromEnd);
            from += literals;
            to += literals;
            if (from == fromEnd)
                return to == end; // the last sequence has no match

            if (fromEnd - from < sizeof(ushort))
                return false;
            ulong distance = *(ushort*)from;
            from += sizeof(ushort);
            ulong match = token & LongLength;
            if (match == LongLength)
            {
                byte* next = SkipLength(from, fromEnd);
                match += LengthBetween(from, next);
                from = next;
            }

            match += ShortestMatch;
            if (distance == 0 || distance > (ulong)(to - start) || match > (ulong)(end - to))
                return false;
            Copy(to, to - distance, match, distance >= Word && to + match + Word <= end);
            to += match;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWords(byte* to, byte* from, ulong length)
    {
        *(ulong*)to = *(ulong*)from;
        if (length <= Word)
            return;
        *(ulong*)(to + Word) = *(ulong*)(from + Word);
        if (length > 2 * Word)
            *(ulong*)(to + (2 * Word)) = *(ulong*)(from + (2 * Word));
    }

    // Forwards: a match may overlap what it repeats. Words write up to 8 bytes too many. Inlined, because a call and its return cost an
    // emulated processor more than most copies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, byte* from, ulong length, bool byWords)
    {
        byte* end = to + length;
        if (byWords)
        {
            for (; to < end; to += Word, from += Word)
                *(ulong*)to = *(ulong*)from;
        }
        else
        {
            while (to < end)
                *to++ = *from++;
        }
    }

    // A length of 15 in the token goes on in bytes, of which the first that is not 255 is the last. By value, because a variable whose
    // address is taken lives in memory.
    private static byte* SkipLength(byte* from, byte* end)
    {
        while (from != end && *from++ == LengthGoesOn)
        {
        }

        return from;
    }

    private static ulong LengthBetween(byte* from, byte* next) => from == next ? 0 : ((ulong)(next - from - 1) * LengthGoesOn) + next[-1];
}
