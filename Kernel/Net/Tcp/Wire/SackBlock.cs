using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>A block of received sequence numbers, End not included (RFC 2018 3).</summary>
internal readonly record struct SackBlock(SequenceNumber Start, SequenceNumber End);

/// <summary>The most blocks that fit into a header without other options.</summary>
[InlineArray(Capacity)]
internal struct SackBlocks
{
    public const int Capacity = 4;

    private SackBlock _first;
}
