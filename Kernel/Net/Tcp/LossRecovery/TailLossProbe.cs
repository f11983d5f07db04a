using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The probe that makes a lost tail known before the retransmission timer does (TLP, RFC 8985 7): one at a time, sent when no
/// acknowledgment came for two round trips. Beyond the RFC it is sent in fast recovery too: where all is selectively acknowledged but what was sent again,
/// nothing follows that could show the loss of the retransmission, or of the one acknowledgment that answers it.
/// </summary>
internal struct TailLossProbe
{
    // TLP.max_ack_delay: what a peer may wait with the acknowledgment of a single segment.
    private static readonly TimeSpan s_peerAcknowledgmentDelay = new(200 * TimeSpan.TicksPerMillisecond);
    private static readonly TimeSpan s_allowance = new(2 * TimeSpan.TicksPerMillisecond);

    // What stacks wait in practice.
    private static readonly TimeSpan s_usualAcknowledgmentDelay = new(40 * TimeSpan.TicksPerMillisecond);

    private SequenceNumber? _end;
    private bool _isRetransmission;

    /// <summary>A probe was sent and is not accounted for: another would tell nothing.</summary>
    public readonly bool IsOut => _end is not null;

    /// <summary>A segment was sent again as a probe: that it arrived twice tells nothing of the path's order.</summary>
    public readonly bool IsRetransmissionOut => IsOut && _isRetransmission;

    /// <summary>PTO (RFC 8985 7.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSpan Timeout(RttEstimator roundTrip, int segmentsInFlight) =>
        new((2 * roundTrip.Smoothed.Ticks) + (segmentsInFlight == 1 ? s_peerAcknowledgmentDelay.Ticks : s_allowance.Ticks));

    /// <summary>
    /// Where the path is short, a single segment of new data would be answered after the peer's delay, many round trips later; what the peer has already, or misses,
    /// it answers at once (RFC 5681 4.2). RFC 8985 7.3 has new data always go first.
    /// </summary>
    public static bool PrefersNewData(RttEstimator roundTrip) => 2 * roundTrip.Smoothed.Ticks >= s_usualAcknowledgmentDelay.Ticks;

    public void TakeSent(SequenceNumber next, bool isRetransmission)
    {
        _end = next;
        _isRetransmission = isRetransmission;
    }

    /// <summary>Takes an acknowledgment (RFC 8985 7.4.2). True: the probe repaired a loss, which must be answered as congestion.</summary>
    /// <param name="acknowledgment">SND.UNA or later.</param>
    /// <param name="isDuplicate">It brings nothing new: neither data nor a window nor a selective acknowledgment, which could be why it was sent.</param>
    /// <param name="isDuplicateReported">It reports a segment that arrived twice (RFC 2883).</param>
    public bool TakeAcknowledgment(SequenceNumber acknowledgment, bool isDuplicate, bool isDuplicateReported)
    {
        if (_end is not SequenceNumber end || acknowledgment < end)
        {
            return false;
        }

        if (!_isRetransmission || isDuplicateReported || (acknowledgment == end && isDuplicate))
        {
            // New data as probe, or original and probe both arrived.
            _end = null;
            return false;
        }

        if (acknowledgment > end)
        {
            _end = null;
            return true;
        }

        return false;
    }

    /// <summary>The retransmission timer expired: what the probe was for is known.</summary>
    public void Forget() => _end = null;
}
