using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Sabos.Net;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein 2012): a keyed hash whose values a sender who does not know the key can neither foresee nor make
/// collide. For tables that are keyed by what arrives, and for initial sequence numbers (RFC 6528).
/// </summary>
public readonly struct SipHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    public SipHash(ulong key0, ulong key1)
    {
        _key0 = key0;
        _key1 = key1;
    }

    /// <summary>A hash with a fresh random key.</summary>
    public SipHash(StackRandom random)
        : this(random.NextUInt64(), random.NextUInt64())
    {
    }

    /// <summary>The hash of the bytes.</summary>
    public ulong Compute(ReadOnlySpan<byte> bytes)
    {
        State state = new(_key0, _key1);
        ulong last = (ulong)bytes.Length << 56;
        while (bytes.Length >= 8)
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        return state.Finish(last);
    }

    /// <summary>The hash of words; equal to that of their little-endian bytes.</summary>
    public ulong Compute(params ReadOnlySpan<ulong> words)
    {
        State state = new(_key0, _key1);
        foreach (ulong word in words)
        {
            state.Absorb(word);
        }

        return state.Finish((ulong)words.Length << 59);
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736F_6D65_7073_6575;
        private ulong _v1 = key1 ^ 0x646F_7261_6E64_6F6D;
        private ulong _v2 = key0 ^ 0x6C79_6765_6E65_7261;
        private ulong _v3 = key1 ^ 0x7465_6462_7974_6573;

        public void Absorb(ulong word)
        {
            _v3 ^= word;
            Rounds(2);
            _v0 ^= word;
        }

        public ulong Finish(ulong last)
        {
            Absorb(last);
            _v2 ^= 0xFF;
            Rounds(4);
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        // On copies, which stay in registers.
        private void Rounds(int count)
        {
            ulong v0 = _v0;
            ulong v1 = _v1;
            ulong v2 = _v2;
            ulong v3 = _v3;
            for (int i = 0; i < count; i++)
            {
                v0 += v1;
                v2 += v3;
                v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
                v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
                v0 = BitOperations.RotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
                v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
                v2 = BitOperations.RotateLeft(v2, 32);
            }

            (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
        }
    }
}
