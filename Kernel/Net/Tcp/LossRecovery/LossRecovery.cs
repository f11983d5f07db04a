using System;

namespace Sabos.Net;

/// <summary>
/// Decides what becomes of the congestion window when something is lost. What is lost is told by time and selective acknowledgments (RACK,
/// RFC 8985) where the peer gives them, else by duplicate acknowledgments (RFC 5681 3.2, RFC 6582, RFC 3042), and by the retransmission
/// timeout (RFC 6298 5.4 to 5.6).
/// </summary>
internal sealed class LossRecovery
{
    private const int DuplicateThreshold = 3;

    private readonly SentSegments _sent;
    private readonly CongestionWindow _window;
    private readonly ICongestionControl _control;
    private readonly ProportionalRateReduction _reduction = new();
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

    /// <summary>Present when the peer acknowledges selectively.</summary>
    public RackDetector? Rack { get; private set; }

    /// <summary>
    /// Bytes thought to be in the network. Without selective acknowledgments each duplicate one stands for a segment that left it.
    /// </summary>
    public int InFlight => Math.Max(_sent.InFlight - (_duplicates * _window.MaximumSegmentSize), 0);

    /// <summary>The handshake agreed on selective acknowledgments.</summary>
    public void UseSelectiveAcknowledgments(RttEstimator roundTrip, SequenceNumber unacknowledged) =>
        Rack = new RackDetector(_sent, roundTrip, unacknowledged);

    /// <summary>Takes a duplicate acknowledgment of a peer that does not acknowledge selectively. True: it starts fast recovery.</summary>
    public bool TakeDuplicate(SequenceNumber next, Instant now)
    {
        if (Rack is not null)
        {
            return false;
        }

        _duplicates++;
        if (Phase != RecoveryPhase.Open || _duplicates != DuplicateThreshold || _sent.Count == 0)
        {
            return false;
        }

        // RFC 6582 3.2 step 2: not for duplicates that answer what the last recovery sent needlessly.
        if (_sent[0].Start <= _recoveryPoint)
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
        if (Phase == RecoveryPhase.FastRecovery)
        {
            TakeAdvanceInFastRecovery(unacknowledged, acknowledged);
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

    /// <summary>Looks for losses by time, after an acknowledgment or when <see cref="RackDetector.Deadline"/> has come. True: fast recovery begins.</summary>
    /// <param name="delivered">Bytes newly known to be delivered.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="now">The time.</param>
    public bool Detect(int delivered, SequenceNumber next, Instant now)
    {
        bool begins = Rack!.Detect(Phase != RecoveryPhase.Open, now) && Phase == RecoveryPhase.Open;
        if (begins)
        {
            _reduction.Begin(_sent.Bytes);
            Enter(RecoveryPhase.FastRecovery, next, now);
        }

        if (Phase == RecoveryPhase.FastRecovery)
        {
            _window.Size = Math.Max(
                _reduction.Window(delivered, InFlight, _window.SlowStartThreshold, _window.MaximumSegmentSize),
                _window.MaximumSegmentSize);
        }

        return begins;
    }

    /// <summary>A tail loss probe turned out to have repaired a loss (RFC 8985 7.4.2).</summary>
    public void TakeRepairedTail(Instant now)
    {
        if (Phase == RecoveryPhase.Open)
        {
            _window.SlowStartThreshold = _control.ThresholdAfterCongestion(_window, _sent.InFlight, now);
            _window.Size = Math.Min(_window.Size, _window.SlowStartThreshold);
        }
    }

    public void TakeSent(int bytes) => _reduction.TakeSent(bytes);

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

    private void TakeAdvanceInFastRecovery(SequenceNumber unacknowledged, int acknowledged)
    {
        if (unacknowledged >= _recoveryPoint)
        {
            // RFC 6582 3.2 step 3, full acknowledgment (1): no burst. RACK's reduction has arrived at the threshold by itself.
            _window.Size = Math.Min(_window.SlowStartThreshold, Math.Max(_sent.InFlight, _window.MaximumSegmentSize) + _window.MaximumSegmentSize);
            Phase = RecoveryPhase.Open;
            _duplicates = 0;
            Rack?.TakeRecoveryEnd();
            return;
        }

        if (Rack is not null)
        {
            return;
        }

        // A partial acknowledgment: the hole was filled, and the segments behind it that were presumed to have arrived are acknowledged now.
        int segments = (acknowledged + _window.MaximumSegmentSize - 1) / _window.MaximumSegmentSize;
        _duplicates = Math.Max(_duplicates - Math.Max(segments - 1, 0), 0);
        if (_sent.Count > 0 && !_sent[0].Is(SegmentMarks.Retransmitted))
        {
            _sent.Mark(0, SegmentMarks.Lost);
        }
    }

    private void Enter(RecoveryPhase phase, SequenceNumber next, Instant now)
    {
        _window.SlowStartThreshold = _control.ThresholdAfterCongestion(_window, _sent.Bytes, now);
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
