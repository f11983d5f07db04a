using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Header prediction: nearly every segment that brings data is the one that was to come next, and is neither the first nor the last. It passes all the checks of
/// SEGMENT ARRIVES, so it does not have to make them one by one.
/// </summary>
public sealed partial class TcpConnection
{
    /// <summary>
    /// Whether a segment is data that comes next, from a peer whose clock does not go back, and either acknowledges what was sent and not acknowledged, as a
    /// question does after an answer, or is of a stream of whose receiver nothing is expected: it acknowledges nothing, and offers the same window as
    /// before. Marks on the segment itself are taken, and what lies beyond the window is cut off, with the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPredicted(Instant now, in TcpSegment segment, in TcpOptions options) =>
        State == TcpState.Established
        && _context.PredictsHeaders
        && (segment.Flags | TcpFlags.Psh) == (TcpFlags.Ack | TcpFlags.Psh)
        && segment.Sequence == _receiver.Next
        && segment.PayloadLength > 0
        && options.SackCount == 0
        && (segment.Acknowledgment == _sender.Unacknowledged
            ? _sender.Window.IsSame(segment.Window) && _sender.IsQuiet
            : segment.Acknowledgment > _sender.Unacknowledged && segment.Acknowledgment <= _sender.Next)
        && (_timestamps is null || (options.Timestamps is TcpTimestamps timestamps && !_timestamps.IsStale(timestamps, now)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakePredicted(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        SequenceNumber sequence = segment.Sequence;
        _timestamps?.Update(options.Timestamps.GetValueOrDefault(), sequence, _receiver.LastAcknowledgmentSent, now);
        if (segment.Acknowledgment == _sender.Unacknowledged)
        {
            _sender.Window.Update(sequence, segment.Acknowledgment, segment.Window, isSyn: false);
        }
        else
        {
            TakeAdvance(now, segment, segment.Acknowledgment, options);
        }

        TakeText(now, sequence, segment, options);
    }
}
