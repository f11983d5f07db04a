namespace Sabos.Net;

/// <summary>What the sender wants on the wire: one segment, or a run of them that the device cuts.</summary>
/// <param name="Sequence">SEG.SEQ.</param>
/// <param name="Length">Payload bytes.</param>
/// <param name="Flags">SYN, FIN or PSH.</param>
/// <param name="SentIndex">Its place among the sent segments when it is sent again; -1 when it is new.</param>
internal readonly record struct OutgoingSegment(SequenceNumber Sequence, int Length, TcpFlags Flags, int SentIndex)
{
    /// <summary>Payload bytes of each segment of a run, but for the last, which may have fewer; 0: it is one segment.</summary>
    public int SegmentSize { get; init; }

    /// <summary>Segments on the wire.</summary>
    public int Count => SegmentSize == 0 ? 1 : (Length + SegmentSize - 1) / SegmentSize;
}
