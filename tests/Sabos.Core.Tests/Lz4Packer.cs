using System;
using System.Collections.Generic;

namespace Sabos.Core.Tests;

/// <summary>Packs as simply as LZ4's block format allows: the nearest match of four bytes or more, wherever there is one.</summary>
internal static class Lz4Packer
{
    private const int ShortestMatch = 4;
    private const int LongLength = 15;
    private const int LongestDistance = 65535;

    public static byte[] Pack(ReadOnlySpan<byte> text)
    {
        List<byte> packed = [];
        Dictionary<uint, int> last = [];
        int literals = 0;
        for (int at = 0; at < text.Length;)
        {
            int match = 0;
            int from = 0;
            if (text.Length - at > ShortestMatch)
            {
                uint word = BitConverter.ToUInt32(text[at..]);
                if (last.TryGetValue(word, out from) && at - from <= LongestDistance)
                    match = text[at..^1].CommonPrefixLength(text[from..]);
                last[word] = at;
            }

            if (match < ShortestMatch)
            {
                at++;
                continue;
            }

            AddSequence(packed, text[literals..at], match - ShortestMatch);
            packed.Add((byte)(at - from));
            packed.Add((byte)((at - from) >> 8));
            AddLength(packed, match - ShortestMatch);
            at += match;
            literals = at;
        }

        AddSequence(packed, text[literals..], 0);
        return [.. packed];
    }

    private static void AddSequence(List<byte> packed, ReadOnlySpan<byte> literals, int match)
    {
        packed.Add((byte)((Math.Min(literals.Length, LongLength) << 4) | Math.Min(match, LongLength)));
        AddLength(packed, literals.Length);
        packed.AddRange(literals);
    }

    private static void AddLength(List<byte> packed, int length)
    {
        for (length -= LongLength; length >= 0; length -= 255)
            packed.Add((byte)Math.Min(length, 255));
    }
}
