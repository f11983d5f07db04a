using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sabos.Transfer;

/// <summary>Bytes that look random and follow from a seed: both ends of a connection can make them.</summary>
public sealed class KnownStream(ulong seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15; // of SplitMix64

    private ulong _state = seed;
    private ulong _word;
    private int _left;

    /// <summary>Writes the stream's next bytes.</summary>
    public void Fill(Span<byte> destination)
    {
        while (_left > 0 && destination.Length > 0)
            destination = WriteByte(destination);

        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(destination);
        for (int i = 0; i < words.Length; i++)
            words[i] = BitConverter.IsLittleEndian ? Next() : BinaryPrimitives.ReverseEndianness(Next());

        destination = destination[(words.Length * sizeof(ulong))..];
        if (destination.Length == 0)
            return;
        _word = Next();
        _left = sizeof(ulong);
        while (destination.Length > 0)
            destination = WriteByte(destination);
    }

    private Span<byte> WriteByte(Span<byte> destination)
    {
        destination[0] = (byte)_word;
        _word >>= 8;
        _left--;
        return destination[1..];
    }

    private ulong Next()
    {
        ulong mixed = _state += Step;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
