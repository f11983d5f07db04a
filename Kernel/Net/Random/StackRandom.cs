using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// The stack's source of unpredictable values: a ChaCha20 keystream (RFC 8439) keyed by the seed handed in. Same seed, same values. Each
/// buffer of keystream begins with the key of the next, and what was handed out is erased, so that a later look into memory tells nothing of it.
/// </summary>
public sealed class StackRandom
{
    private const int BlocksPerKey = 8;

    private readonly byte[] _key = new byte[ChaCha20.KeySize];
    private readonly byte[] _keystream = new byte[BlocksPerKey * ChaCha20.BlockSize];
    private int _used;

    /// <param name="seed">32 bytes of entropy.</param>
    public StackRandom(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != ChaCha20.KeySize)
        {
            throw new ArgumentException("the seed has 32 bytes", nameof(seed));
        }

        seed.CopyTo(_key);
        _used = _keystream.Length;
    }

    public uint NextUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong NextUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Uniform in [0, bound).</summary>
    public uint NextBelow(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);

        // Values under 2^32 mod bound would make the small remainders likelier.
        uint threshold = unchecked(0U - bound) % bound;
        uint value;
        do
        {
            value = NextUInt32();
        }
        while (value < threshold);
        return value % bound;
    }

    /// <summary>Uniform in [shortest, longest], to the tick: jitter for timers.</summary>
    public TimeSpan NextBetween(TimeSpan shortest, TimeSpan longest) =>
        new(shortest.Ticks + (long)(NextUInt64() % (ulong)(longest.Ticks - shortest.Ticks + 1)));

    public void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, ChaCha20.BlockSize);
            Take(count).CopyTo(destination);
            destination = destination[count..];
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_keystream.Length - _used < count)
        {
            Refill();
        }

        // What the previous call returned has been read by now.
        _keystream.AsSpan(0, _used).Clear();
        ReadOnlySpan<byte> taken = _keystream.AsSpan(_used, count);
        _used += count;
        return taken;
    }

    private void Refill()
    {
        ReadOnlySpan<byte> nonce = stackalloc byte[ChaCha20.NonceSize];
        for (int block = 0; block < BlocksPerKey; block++)
        {
            ChaCha20.WriteBlock(_key, (uint)block, nonce, _keystream.AsSpan(block * ChaCha20.BlockSize));
        }

        _keystream.AsSpan(0, ChaCha20.KeySize).CopyTo(_key);
        _used = ChaCha20.KeySize;
    }
}
