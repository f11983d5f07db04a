using System;

namespace Sabos.Net;

/// <summary>What is remembered of a segment that was sent and not yet cumulatively acknowledged, in 16 bytes: there are many of them.</summary>
internal record struct SentSegment
{
    private const int MarkBits = 8;

    // The length above the marks.
    private uint _lengthAndMarks;

    public SequenceNumber Start { get; set; }

    /// <summary>Sequence numbers occupied, SYN and FIN included; never 0.</summary>
    public int Length
    {
        readonly get => (int)(_lengthAndMarks >> MarkBits);
        set => _lengthAndMarks = ((uint)value << MarkBits) | (byte)_lengthAndMarks;
    }

    /// <summary>When it was last sent.</summary>
    public Instant SentAt { get; set; }

    public SegmentMarks Marks
    {
        readonly get => (SegmentMarks)_lengthAndMarks;
        set => _lengthAndMarks = (_lengthAndMarks & ~(uint)byte.MaxValue) | (byte)value;
    }

    public readonly SequenceNumber End => Start + Length;

    public readonly bool Is(SegmentMarks mark) => (Marks & mark) != 0;
}

/// <summary>What befell a sent segment.</summary>
[Flags]
internal enum SegmentMarks : byte
{
    None = 0,
    Syn = 1,
    Fin = 2,

    /// <summary>Selectively acknowledged (RFC 2018): arrived, unless the peer takes it back.</summary>
    Sacked = 4,

    /// <summary>Deemed lost and not sent again since.</summary>
    Lost = 8,

    /// <summary>Sent more than once.</summary>
    Retransmitted = 16,

    /// <summary>Larger than a full segment, to learn whether the path takes it; not sent again since.</summary>
    SizeProbe = 32,
}
