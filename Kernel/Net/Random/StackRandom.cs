using System;

namespace Sabos.Net;

/// <summary>The stack's source of unpredictable values: a ChaCha20 keystream (RFC 8439) keyed by the seed handed in. Same seed, same values.</summary>
public sealed class StackRandom
{
    /// <param name="seed">32 bytes of entropy.</param>
    public StackRandom(ReadOnlySpan<byte> seed)
    {
    }

    public uint NextUInt32() => throw new NotImplementedException();

    /// <summary>Uniform in [0, bound).</summary>
    public uint NextBelow(uint bound) => throw new NotImplementedException();

    public void Fill(Span<byte> destination) => throw new NotImplementedException();
}
