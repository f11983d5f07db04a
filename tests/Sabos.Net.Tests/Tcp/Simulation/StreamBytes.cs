using System;

namespace Sabos.Net.Tests;

/// <summary>The bytes of streams that can be told apart, and their positions in them.</summary>
internal static class StreamBytes
{
    public static byte At(int stream, int position) => (byte)((position * 7) + (position >> 8) + (position >> 16) + (stream * 31));

    public static void Fill(Span<byte> bytes, int stream, int position)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = At(stream, position + i);
        }
    }

    /// <summary>The first position whose byte is not the stream's, or null.</summary>
    public static int? FindDifference(ReadOnlySpan<byte> bytes, int stream, int position)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(stream, position + i))
            {
                return position + i;
            }
        }

        return null;
    }
}
