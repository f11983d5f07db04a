using System;

namespace Sabos.Net;

/// <summary>
/// Decides what is lost and what the congestion window becomes of it: fast retransmit and fast recovery by duplicate acknowledgments
/// (RFC 5681 3.2, RFC 6582), limited transmit (RFC 3042) and the retransmission timeout (RFC 6298 5.4 to 5.6).
/// </summary>
internal sealed class LossRecovery
{
    private const int DuplicateThreshold = 3;

    private readonly SentSegments _sent;
    private readonly CongestionWindow _window;
    private readonly ICongestionControl _control;
    private int _duplicates;
    private SequenceNumber _recoveryPoint;

    public LossRecovery(SentSegments sent, CongestionWindow window, ICongestionControl control, SequenceNumber next)
    {
        _sent = sent;
        _window = window;
        _control = control;
        _recoveryPoint = next;
    }

    public RecoveryPhase Phase { get; private set; }

    /// <summary>
    /// Bytes thought to be in the network. Without selective acknowledgments each duplicate one stands for a segment that left it.
    /// </summary>
    public int InFlight => Math.Max(_sent.InFlight - (_duplicates * _window.MaximumSegmentSize), 0);

    /// <summary>Takes a duplicate acknowledgment. True: it starts fast recovery.</summary>
    public bool TakeDuplicate(SequenceNumber next, Instant now)
    {
        _duplicates++;
        if (Phase != RecoveryPhase.Open || _duplicates != DuplicateThreshold || _sent.Count == 0)
        {
            return false;
        }

        // RFC 6582 3.2 step 2: not for duplicates of what a timeout sent again.
        if (_sent[0].Start < _recoveryPoint)
        {
            return false;
        }

        Enter(RecoveryPhase.FastRecovery, next, now);
        _window.Size = _window.SlowStartThreshold;
        _sent.Mark(0, SegmentMarks.Lost);
        return true;
    }

    /// <summary>Takes an acknowledgment of new data; the segments it covers are removed already.</summary>
    /// <param name="unacknowledged">SND.UNA now.</param>
    /// <param name="acknowledged">Bytes newly acknowledged.</param>
    /// <param name="now">The time.</param>
    /// <param name="roundTrip">The path's round-trip times.</param>
    public void TakeAdvance(SequenceNumber unacknowledged, int acknowledged, Instant now, RttEstimator roundTrip)
    {
        if (Phase == RecoveryPhase.FastRecovery && unacknowledged < _recoveryPoint)
        {
            TakePartialAdvance(acknowledged);
            return;
        }

        if (Phase == RecoveryPhase.FastRecovery)
        {
            // RFC 6582 3.2 step 3, full acknowledgment (1): no burst.
            _window.Size = Math.Min(_window.SlowStartThreshold, Math.Max(_sent.InFlight, _window.MaximumSegmentSize) + _window.MaximumSegmentSize);
            Phase = RecoveryPhase.Open;
            _duplicates = 0;
            return;
        }

        _duplicates = 0;
        if (Phase == RecoveryPhase.Timeout && unacknowledged >= _recoveryPoint)
        {
            Phase = RecoveryPhase.Open;
        }

        if (_window.IsLimiting || Phase == RecoveryPhase.Timeout)
        {
            _control.Acknowledged(_window, acknowledged, now, roundTrip);
        }
    }

    /// <summary>The retransmission timer expired: everything not selectively acknowledged is lost (RFC 6298 5.4).</summary>
    public void TakeTimeout(SequenceNumber next, Instant now)
    {
        // RFC 5681 3.1: the threshold is lowered once for a segment, however often it times out.
        if (Phase != RecoveryPhase.Timeout || !_sent[0].Is(SegmentMarks.Retransmitted))
        {
            Enter(RecoveryPhase.Timeout, next, now);
        }

        _duplicates = 0;
        _window.Size = _window.MaximumSegmentSize;
        bool reneged = _sent[0].Is(SegmentMarks.Sacked);
        for (int i = 0; i < _sent.Count; i++)
        {
            if (reneged)
            {
                // RFC 2018 8: the peer no longer has what it selectively acknowledged.
                _sent.Clear(i, SegmentMarks.Sacked);
            }

            if (!_sent[i].Is(SegmentMarks.Sacked))
            {
                _sent.Mark(i, SegmentMarks.Lost);
            }
        }
    }

    private void TakePartialAdvance(int acknowledged)
    {
        // The hole was filled and the segments behind it that were presumed to have arrived are acknowledged now.
        int segments = (acknowledged + _window.MaximumSegmentSize - 1) / _window.MaximumSegmentSize;
        _duplicates = Math.Max(_duplicates - Math.Max(segments - 1, 0), 0);
        if (_sent.Count > 0 && !_sent[0].Is(SegmentMarks.Retransmitted))
        {
            _sent.Mark(0, SegmentMarks.Lost);
        }
    }

    private void Enter(RecoveryPhase phase, SequenceNumber next, Instant now)
    {
        _window.SlowStartThreshold = _control.ThresholdAfterCongestion(_window, _sent.InFlight, now);
        _recoveryPoint = next;
        Phase = phase;
    }
}

/// <summary>Where loss recovery stands.</summary>
internal enum RecoveryPhase
{
    /// <summary>Nothing is thought to be lost.</summary>
    Open,
    FastRecovery,
    Timeout,
}
