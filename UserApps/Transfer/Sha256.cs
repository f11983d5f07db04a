using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Sabos.Transfer;

/// <summary>SHA-256 (FIPS 180-4, 6.2) of bytes as they come. The class library's own needs OpenSSL, which the image goes without.</summary>
public sealed class Sha256
{
    /// <summary>The digest's length in bytes.</summary>
    public const int DigestLength = 32;

    private const int BlockLength = 64;

    private static readonly uint[] s_constants =
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    private readonly uint[] _state = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];
    private readonly uint[] _schedule = new uint[BlockLength];
    private readonly byte[] _block = new byte[BlockLength];
    private long _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        int used = (int)(_length % BlockLength);
        _length += bytes.Length;
        if (used > 0)
        {
            int count = Math.Min(BlockLength - used, bytes.Length);
            bytes[..count].CopyTo(_block.AsSpan(used));
            bytes = bytes[count..];
            if (used + count < BlockLength)
                return;
            Compress(_block);
        }

        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..])
            Compress(bytes);
        bytes.CopyTo(_block);
    }

    /// <summary>The digest of everything appended; nothing can be appended any more.</summary>
    public byte[] Finish()
    {
        // 5.1.1: a bit that is set, zeros, and the length in bits.
        long bits = _length * 8;
        Span<byte> padding = stackalloc byte[2 * BlockLength];
        padding.Clear();
        padding[0] = 0x80;
        int zeros = (int)((BlockLength + BlockLength - 1 - sizeof(long) - (_length % BlockLength)) % BlockLength);
        BinaryPrimitives.WriteInt64BigEndian(padding[(1 + zeros)..], bits);
        Append(padding[..(1 + zeros + sizeof(long))]);

        byte[] digest = new byte[DigestLength];
        for (int i = 0; i < _state.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), _state[i]);
        return digest;
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> w = _schedule;
        for (int t = 0; t < 16; t++)
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..]);
        for (int t = 16; t < BlockLength; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3], e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int t = 0; t < BlockLength; t++)
        {
            uint sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = h + sum1 + ((e & f) ^ (~e & g)) + s_constants[t] + w[t];
            uint sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}
