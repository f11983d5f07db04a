namespace Sabos.Net;

/// <summary>One segment that the sender wants on the wire.</summary>
/// <param name="Sequence">SEG.SEQ.</param>
/// <param name="Length">Payload bytes.</param>
/// <param name="Flags">SYN, FIN or PSH.</param>
/// <param name="SentIndex">Its place among the sent segments when it is sent again; -1 when it is new.</param>
internal readonly record struct OutgoingSegment(SequenceNumber Sequence, int Length, TcpFlags Flags, int SentIndex);
