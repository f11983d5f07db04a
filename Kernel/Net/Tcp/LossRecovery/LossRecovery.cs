using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Decides what becomes of the congestion window when something is lost or marked. What is lost is told by time and selective acknowledgments (RACK,
/// RFC 8985) where the peer gives them, else by duplicate acknowledgments (RFC 5681 3.2, RFC 6582, RFC 3042), and by the retransmission
/// timeout (RFC 6298 5.4 to 5.6); what is marked, by the peer's echo (RFC 3168 6.1.2).
/// </summary>
internal sealed class LossRecovery
{
    private const int DuplicateThreshold = 3;

    private readonly SentSegments _sent;
    private readonly CongestionWindow _window;
    private ProportionalRateReduction? _reduction;
    private RecoveryUndo? _undo;
    private ForwardRecovery? _forward;
    private int _duplicates;
    private SequenceNumber _recoveryPoint;

    // SND.NXT when the window was last reduced: what was sent before gives no reason to reduce it again.
    private SequenceNumber _reductionPoint;
    private int _reducedSize;

    // The end of the last segment found lost.
    private SequenceNumber _lossEnd;

    public LossRecovery(SentSegments sent, CongestionWindow window, SequenceNumber next)
    {
        _sent = sent;
        _window = window;
        _recoveryPoint = next;
        _reductionPoint = next;
        _lossEnd = next;
    }

    public RecoveryPhase Phase { get; private set; }

    /// <summary>How often the window was reduced.</summary>
    public int Reductions { get; private set; }

    /// <summary>Marked though the window is one segment: nothing new may be sent until the retransmission timer expires (RFC 3168 6.1.2).</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>After a timeout that may have been needless only new data may be sent, and this says whether it may (RFC 5682); null: the recovery goes by the book.</summary>
    public bool? MaySendNewOnly => _forward is { IsProbing: true } forward ? forward.MaySendNew : null;

    /// <summary>A timeout is being looked into: <see cref="MaySendNewOnly"/> is not null.</summary>
    public bool IsProbingForward => _forward is { IsProbing: true };

    /// <summary>There was a recovery that may yet turn out to have been needless.</summary>
    public bool WantsEvidence => _undo is { IsOpen: true };

    /// <summary>Present when the peer acknowledges selectively.</summary>
    public RackDetector? Rack { get; private set; }

    /// <summary>
    /// Bytes thought to be in the network. Without selective acknowledgments each duplicate one stands for a segment that left it.
    /// </summary>
    public int InFlight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Max(_sent.InFlight - (_duplicates * _window.MaximumSegmentSize), 0);
    }

    // FlightSize of RFC 5681 (4): without what limited transmit (RFC 3042) sent beyond the window while a loss was only suspected, and not less for
    // acknowledgments that were not yet answered with new data, or for a pause of the program (RFC 7661 4.4.3).
    private int FlightSize => IsLossNew ? Math.Min(Math.Max(_sent.Bytes, _window.RecentFlight), _window.Size) : _sent.Bytes;

    // Neither fast recovery nor a timeout is under way.
    private bool IsLossNew => Phase is RecoveryPhase.Open or RecoveryPhase.Reduction;

    /// <summary>The handshake agreed on selective acknowledgments.</summary>
    public void UseSelectiveAcknowledgments(RttEstimator roundTrip, SequenceNumber unacknowledged) =>
        Rack = new RackDetector(_sent, roundTrip, unacknowledged);

    /// <summary>Takes a duplicate acknowledgment of a peer that does not acknowledge selectively, while something is in flight. True: it starts fast recovery.</summary>
    public bool TakeDuplicate(SequenceNumber next)
    {
        if (Rack is not null)
        {
            return false;
        }

        _forward?.Cancel();
        _duplicates++;
        if (!IsLossNew || _duplicates != DuplicateThreshold)
        {
            return false;
        }

        // RFC 6582 3.2 step 2: not for duplicates that answer what the last recovery sent needlessly.
        if (_sent[0].Start <= _recoveryPoint)
        {
            return false;
        }

        EnterFastRecovery(next, _sent.Bytes);
        _window.Size = _window.SlowStartThreshold;
        _sent.Mark(0, SegmentMarks.Lost);
        return true;
    }

    /// <summary>Takes an acknowledgment of new data; the segments it covers are removed already.</summary>
    public void TakeAdvance(in AcknowledgmentSample sample)
    {
        SequenceNumber unacknowledged = sample.Unacknowledged;
        if (Phase == RecoveryPhase.FastRecovery)
        {
            TakeAdvanceInFastRecovery(sample);
            return;
        }

        _duplicates = 0;
        if (Phase == RecoveryPhase.Reduction)
        {
            TakeAdvanceInReduction(unacknowledged, sample.Bytes);
            return;
        }

        if (Phase == RecoveryPhase.Timeout && unacknowledged >= _recoveryPoint)
        {
            EndRecovery(sample);
        }

        if (Phase == RecoveryPhase.Open)
        {
            // The points follow, lest they seem to lie ahead when the sequence numbers have wrapped.
            _recoveryPoint = SequenceNumber.Later(_recoveryPoint, unacknowledged - 1);
            _reductionPoint = SequenceNumber.Later(_reductionPoint, unacknowledged - 1);
            _lossEnd = SequenceNumber.Later(_lossEnd, unacknowledged - 1);
        }

        bool mayGrow = !IsHeldBack && (Phase == RecoveryPhase.Timeout || (Phase == RecoveryPhase.Open && _window.IsLimiting));
        _window.Control.Acknowledged(_window, sample, mayGrow);
    }

    /// <summary>Looks for losses by time, after an acknowledgment or when <see cref="RackDetector.Deadline"/> has come. True: fast recovery begins.</summary>
    /// <param name="delivered">Bytes newly known to be delivered.</param>
    /// <param name="advances">New data was acknowledged cumulatively.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="now">The time.</param>
    public bool Detect(int delivered, bool advances, SequenceNumber next, Instant now)
    {
        bool found = Rack!.Detect(!IsLossNew, now);
        bool isCongestion = found && !_sent.IsOnlyProbeLost();
        if (isCongestion)
        {
            _lossEnd = SequenceNumber.Later(_lossEnd, Rack.LossEnd);
        }

        bool begins = isCongestion && IsLossNew;
        if (begins)
        {
            EnterFastRecovery(next, _sent.Bytes - _sent.SackedBytes + delivered);
        }

        if (Phase is RecoveryPhase.FastRecovery or RecoveryPhase.Reduction)
        {
            SpreadReduction(delivered, isSafe: advances && !found);
        }

        return begins;
    }

    /// <summary>The peer echoed a mark of congestion (RFC 3168 6.1.2). True: the window is reduced for it, as for a loss; once for all that is in flight.</summary>
    /// <param name="acknowledgment">What the segment that brought the echo acknowledges.</param>
    /// <param name="next">SND.NXT.</param>
    public bool TakeCongestionEcho(SequenceNumber acknowledgment, SequenceNumber next)
    {
        if (Phase != RecoveryPhase.Open || acknowledgment <= _reductionPoint)
        {
            return false;
        }

        _undo?.Cancel();
        int before = _window.Size;
        IsHeldBack = before <= _window.MaximumSegmentSize;
        Reduce(CongestionEvent.Mark, next);
        if (before > _reducedSize)
        {
            (_reduction ??= new ProportionalRateReduction()).Begin(_sent.Bytes);
            Phase = RecoveryPhase.Reduction;
        }

        return true;
    }

    /// <summary>The retransmission timer expired for nothing but <see cref="IsHeldBack"/>.</summary>
    public void Release() => IsHeldBack = false;

    /// <summary>A tail loss probe turned out to have repaired a loss (RFC 8985 7.4.2).</summary>
    public void TakeRepairedTail()
    {
        if (Phase == RecoveryPhase.Open)
        {
            _undo?.Cancel();
            Reductions++;
            _window.SlowStartThreshold = _window.Control.ThresholdAfterCongestion(_window, CongestionEvent.Loss, _window.RecentFlight);
            _window.Size = Math.Min(_window.Size, _window.SlowStartThreshold);
        }
    }

    /// <summary>New data was sent.</summary>
    public void TakeSentNew(int bytes)
    {
        _reduction?.TakeSent(bytes);
        _forward?.NoteNewSent();
    }

    /// <summary>A segment was sent again.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="isFirstInFlight">It is the oldest in flight.</param>
    /// <param name="now">The time.</param>
    public void TakeSentAgain(int bytes, bool isFirstInFlight, Instant now)
    {
        _reduction?.TakeSent(bytes);
        _undo?.TakeSentAgain(bytes, isFirstInFlight, now);
    }

    /// <summary>While only new data may be sent: there is none. False: what was lost may be sent after all.</summary>
    public bool NoteNothingNew() => _forward!.NoteNothingNew();

    /// <summary>
    /// Takes what an acknowledgment tells about whether the last recovery was needed (RFC 3522, RFC 3708, RFC 5682). If it was not, the window is given back, and
    /// what is not known to have arrived counts as under way again.
    /// </summary>
    public AcknowledgeOutcome TakeEvidence(in RecoveryEvidence evidence, Instant now)
    {
        RecoveryUndo undo = _undo!;
        bool isNeedless = evidence.Advances && undo.TakeAdvance(evidence.EchoedMilliseconds, now);
        isNeedless |= evidence.Duplicate is SackBlock duplicate && undo.TakeDuplicate(duplicate);
        isNeedless |= evidence.IsNews && _forward is not null
            && _forward.TakeAcknowledgment(evidence.Advances, evidence.Acknowledgment >= _recoveryPoint, evidence.DeliversOriginals);
        if (!isNeedless)
        {
            return AcknowledgeOutcome.Nothing;
        }

        Undo(undo, evidence.Acknowledged);
        return undo.IsTimeout ? AcknowledgeOutcome.NeedlessTimeout : AcknowledgeOutcome.NeedlessRecovery;
    }

    /// <summary>The retransmission timer expired: everything not selectively acknowledged is lost (RFC 6298 5.4).</summary>
    public void TakeTimeout(SequenceNumber next)
    {
        _forward?.TakeTimeout();

        // RFC 5681 3.1: the threshold is lowered once for a segment, however often it times out.
        if (Phase != RecoveryPhase.Timeout || !_sent[0].Is(SegmentMarks.Retransmitted))
        {
            bool isFirst = IsLossNew;
            Enter(RecoveryPhase.Timeout, next);
            if (isFirst)
            {
                _forward ??= new ForwardRecovery();
                _forward.Begin();
            }
        }

        IsHeldBack = false;
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

    private void TakeAdvanceInFastRecovery(in AcknowledgmentSample sample)
    {
        if (sample.Unacknowledged >= _recoveryPoint)
        {
            // RFC 6582 3.2 step 3, full acknowledgment: (1), no burst, where duplicates were counted. The reduction that was spread over the recovery ends at
            // the threshold, (2), which RFC 5681 3.2 step 6 asks for: what is in flight by now may be little, and says nothing of the path.
            _window.Size = Rack is not null
                ? _window.SlowStartThreshold
                : Math.Min(_window.SlowStartThreshold, Math.Max(_sent.InFlight, _window.MaximumSegmentSize) + _window.MaximumSegmentSize);
            _duplicates = 0;
            EndRecovery(sample);
            return;
        }

        if (Rack is not null)
        {
            return;
        }

        // A partial acknowledgment: the hole was filled, and the segments behind it that were presumed to have arrived are acknowledged now.
        int segments = (sample.Bytes + _window.MaximumSegmentSize - 1) / _window.MaximumSegmentSize;
        _duplicates = Math.Max(_duplicates - (segments - 1), 0);
        if (!_sent[0].Is(SegmentMarks.Retransmitted))
        {
            _sent.Mark(0, SegmentMarks.Lost);
        }
    }

    // What was sent during the recovery and is lost tells of congestion once more (RFC 5681 4.3), though it may have been sent again by now.
    private void EndRecovery(in AcknowledgmentSample sample)
    {
        Phase = RecoveryPhase.Open;
        Rack?.TakeRecoveryEnd();
        if (_lossEnd > sample.Unacknowledged)
        {
            EnterFastRecovery(sample.Next, _sent.Bytes - _sent.SackedBytes);
        }
    }

    private void TakeAdvanceInReduction(SequenceNumber unacknowledged, int acknowledged)
    {
        if (unacknowledged >= _reductionPoint)
        {
            Phase = RecoveryPhase.Open;
            _window.Size = _reducedSize;
        }
        else if (Rack is null)
        {
            SpreadReduction(acknowledged, isSafe: true);
        }
    }

    // A loss in a window that was reduced already for a mark costs nothing more (RFC 3168 6.1.2).
    private void EnterFastRecovery(SequenceNumber next, int undelivered)
    {
        if (Phase == RecoveryPhase.Reduction)
        {
            _undo?.Cancel();
            _recoveryPoint = next;
            Phase = RecoveryPhase.FastRecovery;
            return;
        }

        (_reduction ??= new ProportionalRateReduction()).Begin(undelivered);
        Enter(RecoveryPhase.FastRecovery, next);
    }

    private void Enter(RecoveryPhase phase, SequenceNumber next)
    {
        if (IsLossNew)
        {
            _undo ??= new RecoveryUndo();
            _undo.Begin(_window, _sent, next, phase == RecoveryPhase.Timeout);
        }
        else
        {
            // What came before was a loss, whatever this is.
            _undo?.Cancel();
        }

        Reduce(phase == RecoveryPhase.Timeout ? CongestionEvent.Timeout : CongestionEvent.Loss, next);
        _recoveryPoint = next;
        Phase = phase;
    }

    private void Undo(RecoveryUndo undo, int acknowledged)
    {
        for (int i = 0; i < _sent.Count; i++)
        {
            _sent.Clear(i, SegmentMarks.Lost);
        }

        Phase = RecoveryPhase.Open;
        _duplicates = 0;
        _forward?.Cancel();
        Rack?.TakeNeedlessRecovery();
        undo.Restore(_window, InFlight, acknowledged);
        _window.Control.Undo();
    }

    private void Reduce(CongestionEvent cause, SequenceNumber next)
    {
        int before = _window.Size;
        Reductions++;
        _reductionPoint = next;
        _window.SlowStartThreshold = _window.Control.ThresholdAfterCongestion(_window, cause, FlightSize);

        // Below the least threshold of two segments a mark still halves the window, down to one (RFC 3168 6.1.2).
        _reducedSize = _window.SlowStartThreshold < before ? _window.SlowStartThreshold : Math.Max(before / 2, _window.MaximumSegmentSize);
    }

    private void SpreadReduction(int delivered, bool isSafe)
    {
        int target = Phase == RecoveryPhase.Reduction ? _reducedSize : _window.SlowStartThreshold;
        int size = _reduction!.Window(delivered, InFlight, target, _window.MaximumSegmentSize, isSafe);
        _window.Size = Math.Max(size, _window.MaximumSegmentSize);
    }
}
