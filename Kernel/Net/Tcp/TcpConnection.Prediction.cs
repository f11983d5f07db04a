using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Header prediction: of a stream that the peer sends, nearly every segment is the one that was to come next and brings nothing but data. It passes all the
/// checks of SEGMENT ARRIVES, so it does not have to make them one by one.
/// </summary>
public sealed partial class TcpConnection
{
    /// <summary>
    /// Whether a segment is data that comes next, from a peer whose clock does not go back, of whom we expect no acknowledgment and who
    /// acknowledges nothing, offers the same window as before and echoes no mark. Marks on the segment itself are taken, and what lies beyond the window is cut
    /// off, with the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPredicted(Instant now, in TcpSegment segment, in TcpOptions options) =>
        State == TcpState.Established
        && (segment.Flags | TcpFlags.Psh) == (TcpFlags.Ack | TcpFlags.Psh)
        && segment.Sequence == _receiver.Next
        && segment.Acknowledgment == _sender.Unacknowledged
        && _sender.Window.IsSame(segment.Window)
        && segment.PayloadLength > 0
        && options.SackCount == 0
        && _sender.IsQuiet
        && (_timestamps is null || (options.Timestamps is TcpTimestamps timestamps && !_timestamps.IsStale(timestamps, now)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakePredicted(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        SequenceNumber sequence = segment.Sequence;
        _timestamps?.Update(options.Timestamps.GetValueOrDefault(), sequence, _receiver.LastAcknowledgmentSent, now);
        _sender.Window.Update(sequence, segment.Acknowledgment, segment.Window, isSyn: false);
        TakeText(now, sequence, segment, options);
    }
}
