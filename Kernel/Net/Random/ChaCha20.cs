using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Sabos.Net;

/// <summary>The ChaCha20 block function (RFC 8439 2.3).</summary>
internal static class ChaCha20
{
    public const int KeySize = 32;
    public const int NonceSize = 12;
    public const int BlockSize = 64;

    /// <summary>Writes one block of keystream.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="counter">Which block of the stream.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="output">64 bytes.</param>
    public static void WriteBlock(ReadOnlySpan<byte> key, uint counter, ReadOnlySpan<byte> nonce, Span<byte> output)
    {
        Span<uint> initial = stackalloc uint[16];
        initial[0] = 0x6170_7865;
        initial[1] = 0x3320_646E;
        initial[2] = 0x7962_2D32;
        initial[3] = 0x6B20_6574;
        for (int i = 0; i < 8; i++)
        {
            initial[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        }

        initial[12] = counter;
        for (int i = 0; i < 3; i++)
        {
            initial[13 + i] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * i)..]);
        }

        Span<uint> state = stackalloc uint[16];
        initial.CopyTo(state);
        for (int round = 0; round < 20; round += 2)
        {
            QuarterRound(ref state[0], ref state[4], ref state[8], ref state[12]);
            QuarterRound(ref state[1], ref state[5], ref state[9], ref state[13]);
            QuarterRound(ref state[2], ref state[6], ref state[10], ref state[14]);
            QuarterRound(ref state[3], ref state[7], ref state[11], ref state[15]);
            QuarterRound(ref state[0], ref state[5], ref state[10], ref state[15]);
            QuarterRound(ref state[1], ref state[6], ref state[11], ref state[12]);
            QuarterRound(ref state[2], ref state[7], ref state[8], ref state[13]);
            QuarterRound(ref state[3], ref state[4], ref state[9], ref state[14]);
        }

        for (int i = 0; i < 16; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(output[(4 * i)..], state[i] + initial[i]);
        }
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
