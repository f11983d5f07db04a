using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// Eight machine words: what the loops over payload take at once. A processor that QEMU emulates takes vectors in pieces and keeps them in memory: it sums
/// the words of a segment four times, and copies them three times, as fast as its 128-bit vectors; a real one loses 50 ns, and 17 ns (docs/performance.md).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WordBlock
{
    /// <summary>Bytes.</summary>
    public const int Size = 64;

    public ulong Word0;
    public ulong Word1;
    public ulong Word2;
    public ulong Word3;
    public ulong Word4;
    public ulong Word5;
    public ulong Word6;
    public ulong Word7;

    /// <summary>Copies bytes.</summary>
    /// <param name="bytes">What to copy.</param>
    /// <param name="destination">Elsewhere, and at least as long.</param>
    public static void Copy(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ReadOnlySpan<Pair> pairs = MemoryMarshal.Cast<byte, Pair>(bytes);
        Span<Pair> copies = MemoryMarshal.Cast<byte, Pair>(destination[..bytes.Length]);
        for (int i = 0; i < pairs.Length && i < copies.Length; i++)
        {
            ref readonly Pair pair = ref pairs[i];
            ref Pair copy = ref copies[i];
            pair.First.CopyTo(ref copy.First);
            pair.Second.CopyTo(ref copy.Second);
        }

        int done = pairs.Length * 2 * Size;
        if (bytes.Length < sizeof(ulong))
        {
            CopyRest(bytes, destination);
        }
        else if (done < bytes.Length)
        {
            CopyWords(bytes[done..], destination[done..]);
            MemoryMarshal.Write(destination.Slice(bytes.Length - sizeof(ulong), sizeof(ulong)), MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..]));
        }
    }

    /// <summary>Copies fewer bytes than a block has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyRest(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        for (int i = CopyWords(bytes, destination) * sizeof(ulong); i < bytes.Length; i++)
        {
            destination[i] = bytes[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CopyTo(ref WordBlock copy)
    {
        ulong first = Word0;
        ulong second = Word1;
        copy.Word0 = first;
        copy.Word1 = second;
        first = Word2;
        second = Word3;
        copy.Word2 = first;
        copy.Word3 = second;
        first = Word4;
        second = Word5;
        copy.Word4 = first;
        copy.Word5 = second;
        first = Word6;
        second = Word7;
        copy.Word6 = first;
        copy.Word7 = second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyWords(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        Span<ulong> copies = MemoryMarshal.Cast<byte, ulong>(destination[..bytes.Length]);
        for (int i = 0; i < words.Length && i < copies.Length; i++)
        {
            copies[i] = words[i];
        }

        return words.Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public WordBlock First;
        public WordBlock Second;
    }
}
