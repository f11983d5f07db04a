using System;

namespace Sabos.Net;

/// <summary>
/// The probe that makes a lost tail known before the retransmission timer does (TLP, RFC 8985 7): one at a time, sent when no
/// acknowledgment came for two round trips.
/// </summary>
internal struct TailLossProbe
{
    // TLP.max_ack_delay: what a peer may wait with the acknowledgment of a single segment.
    private static readonly TimeSpan s_peerAcknowledgmentDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_allowance = TimeSpan.FromMilliseconds(2);

    private SequenceNumber? _end;
    private bool _isRetransmission;

    /// <summary>A probe was sent and is not accounted for: another would tell nothing.</summary>
    public readonly bool IsOut => _end is not null;

    /// <summary>PTO (RFC 8985 7.2).</summary>
    public static TimeSpan Timeout(RttEstimator roundTrip, int segmentsInFlight) =>
        new TimeSpan(2 * roundTrip.Smoothed.Ticks) + (segmentsInFlight == 1 ? s_peerAcknowledgmentDelay : s_allowance);

    public void TakeSent(SequenceNumber next, bool isRetransmission)
    {
        _end = next;
        _isRetransmission = isRetransmission;
    }

    /// <summary>Takes an acknowledgment (RFC 8985 7.4.2). True: the probe repaired a loss, which must be answered as congestion.</summary>
    public bool TakeAcknowledgment(SequenceNumber acknowledgment, bool advances, bool isDuplicateReported)
    {
        if (_end is not SequenceNumber end || acknowledgment < end)
        {
            return false;
        }

        if (!_isRetransmission || isDuplicateReported || (acknowledgment == end && !advances))
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
