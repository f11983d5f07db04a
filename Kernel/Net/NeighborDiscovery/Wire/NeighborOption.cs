using System;

namespace Sabos.Net;

/// <summary>A view of one option (RFC 4861 4.6).</summary>
public readonly ref struct NeighborOption
{
    internal NeighborOption(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    public NeighborOptionType Type => (NeighborOptionType)Bytes[0];

    /// <summary>The whole option, type and length included: a multiple of 8 bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }
}
