using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Loss detection by time (RACK, RFC 8985 6): a segment is lost when one sent sufficiently later has been delivered. It needs selective
/// acknowledgments, which it also takes in.
/// </summary>
internal sealed class RackDetector
{
    private const int DuplicateThreshold = 3;
    private const int WindowPersistence = 16;
    private const uint NoEcho = uint.MaxValue;

    private readonly SentSegments _sent;
    private readonly RttEstimator _roundTrips;

    // RACK.xmit_ts, RACK.end_seq, RACK.rtt: of the latest transmission known to be delivered.
    private Instant _sentAt = new(long.MinValue);
    private SequenceNumber _end;
    private uint _roundTrip; // ticks of 100 ns

    // RACK.fack.
    private SequenceNumber _forward;
    private SequenceNumber _forwardBefore;
    private bool _isReorderingSeen;

    // RACK.reo_wnd_mult and RACK.reo_wnd_persist: the window widens when a retransmission proves needless.
    private ushort _windowSteps = 1;
    private byte _windowPersists = WindowPersistence;
    private bool _isDuplicateRound;
    private SequenceNumber _duplicateRoundEnd;

    // Of the acknowledgment being taken; these are NoEcho and empty where it says nothing of the kind.
    private uint _echoedMilliseconds = NoEcho;
    private SackBlock _duplicate;

    public RackDetector(SentSegments sent, RttEstimator roundTrips, SequenceNumber unacknowledged)
    {
        _sent = sent;
        _roundTrips = roundTrips;
        _end = unacknowledged;
        _forward = unacknowledged;
        _forwardBefore = unacknowledged;
    }

    /// <summary>When to look again, because a segment may just be late; Never: nothing is suspected.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>The end of the last segment that <see cref="Detect"/> found lost.</summary>
    public SequenceNumber LossEnd { get; private set; }

    /// <summary>What arrived twice, as the last acknowledgment said (RFC 2883); null: it said nothing of the kind.</summary>
    public SackBlock? Duplicate => _duplicate.Start == _duplicate.End ? null : _duplicate;

    /// <summary>The deliveries that follow were reported by one acknowledgment: their order among themselves tells nothing.</summary>
    /// <param name="echoedMilliseconds">How long ago the timestamp was sent that it echoes; null: none.</param>
    public void Begin(uint? echoedMilliseconds)
    {
        _forwardBefore = _forward;
        _echoedMilliseconds = echoedMilliseconds ?? NoEcho;
    }

    /// <summary>Marks what the blocks of an acknowledgment cover.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="isProbeOut">What arrived twice may be a tail loss probe, which was sent on no suspicion of a loss.</param>
    /// <param name="now">The time.</param>
    /// <returns>Bytes newly known to be delivered.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBlocks(in TcpOptions options, SequenceNumber unacknowledged, SequenceNumber next, bool isProbeOut, Instant now)
    {
        _duplicate = default;
        return options.SackCount == 0 ? 0 : TakeEach(options, unacknowledged, next, isProbeOut, now);
    }

    /// <summary>Steps 2 and 3: a segment not known to be delivered until now was.</summary>
    public void TakeDelivered(in SentSegment segment, Instant now)
    {
        TimeSpan roundTrip = now - segment.SentAt;
        bool resent = segment.Is(SegmentMarks.Retransmitted);
        if (segment.End > _forward)
        {
            _forward = segment.End;
        }
        else if (!resent && segment.End <= _forwardBefore)
        {
            _isReorderingSeen = true;
        }

        // So soon after a retransmission it answers the transmission before, as it does by an older timestamp.
        if (resent && (roundTrip < _roundTrips.Minimum || TimestampEcho.IsBefore(_echoedMilliseconds == NoEcho ? null : _echoedMilliseconds, segment.SentAt, now)))
        {
            return;
        }

        _roundTrip = (uint)Math.Min(roundTrip.Ticks, uint.MaxValue);
        if (IsSentAfter(segment.SentAt, segment.End, _sentAt, _end))
        {
            _sentAt = segment.SentAt;
            _end = segment.End;
        }
    }

    /// <summary>Steps 4 and 5: marks what is lost. True: something was.</summary>
    public bool Detect(bool inRecovery, Instant now)
    {
        Deadline = Instant.Never;
        TimeSpan window = ReorderingWindow(inRecovery);
        bool found = false;
        for (int i = 0; i < _sent.Count; i++)
        {
            ref readonly SentSegment segment = ref _sent[i];
            if (!IsSentAfter(_sentAt, _end, segment.SentAt, segment.End))
            {
                if (!segment.Is(SegmentMarks.Retransmitted))
                {
                    break; // Everything behind was sent later still.
                }

                continue;
            }

            if (segment.Is(SegmentMarks.Sacked | SegmentMarks.Lost))
            {
                continue;
            }

            Instant due = segment.SentAt + new TimeSpan(_roundTrip) + window;
            if (due <= now)
            {
                _sent.Mark(i, SegmentMarks.Lost);
                LossEnd = segment.End;
                found = true;
            }
            else
            {
                Deadline = Deadline == Instant.Never || due > Deadline ? due : Deadline;
            }
        }

        return found;
    }

    /// <summary>
    /// A recovery was needless: the path reorders or delays more than was thought, and what was taken for the delivery of a retransmission was none.
    /// </summary>
    public void TakeNeedlessRecovery()
    {
        _isReorderingSeen = true;
        _sentAt = new Instant(long.MinValue);
    }

    /// <summary>A recovery is over: the widened window lasts for some of them.</summary>
    public void TakeRecoveryEnd()
    {
        if (_windowPersists > 0 && --_windowPersists == 0)
        {
            _windowSteps = 1;
        }
    }

    private static bool IsSentAfter(Instant sentAt, SequenceNumber end, Instant thanSentAt, SequenceNumber thanEnd) =>
        sentAt > thanSentAt || (sentAt == thanSentAt && end > thanEnd);

    // RFC 2883 4: below the cumulative acknowledgment, or inside the second block.
    private static bool IsDuplicate(in TcpOptions options, SequenceNumber unacknowledged)
    {
        SackBlock first = options.GetSackBlock(0);
        if (first.End <= unacknowledged)
        {
            return true;
        }

        SackBlock second = options.GetSackBlock(1);
        return options.SackCount > 1 && first.Start >= second.Start && first.End <= second.End;
    }

    private int TakeEach(in TcpOptions options, SequenceNumber unacknowledged, SequenceNumber next, bool isProbeOut, Instant now)
    {
        int delivered = 0;
        bool isDuplicate = IsDuplicate(options, unacknowledged);
        _duplicate = isDuplicate ? options.GetSackBlock(0) : default;
        if (isDuplicate && !isProbeOut)
        {
            WidenWindow(unacknowledged, next);
        }

        for (int i = isDuplicate ? 1 : 0; i < options.SackCount; i++)
        {
            SackBlock block = options.GetSackBlock(i);

            // Only what is in flight can be meant; anything else is a mistake or an attack.
            if (block.Start >= unacknowledged && block.End <= next)
            {
                delivered += TakeBlock(block, now);
            }
        }

        return delivered;
    }

    private int TakeBlock(SackBlock block, Instant now)
    {
        int delivered = 0;
        for (int i = _sent.FindFirstEndingAfter(block.Start); i < _sent.Count && _sent[i].End <= block.End; i++)
        {
            if (_sent[i].Start >= block.Start && !_sent[i].Is(SegmentMarks.Sacked))
            {
                delivered += _sent[i].Length;
                TakeDelivered(_sent[i], now);
                _sent.Clear(i, SegmentMarks.Lost);
                _sent.Mark(i, SegmentMarks.Sacked);
            }
        }

        return delivered;
    }

    private void WidenWindow(SequenceNumber unacknowledged, SequenceNumber next)
    {
        // Once in a round trip.
        if (!_isDuplicateRound || unacknowledged >= _duplicateRoundEnd)
        {
            _isDuplicateRound = true;
            _duplicateRoundEnd = next;
            _windowSteps += (ushort)(_windowSteps < ushort.MaxValue ? 1 : 0);
            _windowPersists = WindowPersistence;
        }
    }

    private TimeSpan ReorderingWindow(bool inRecovery)
    {
        if (!_isReorderingSeen && (inRecovery || _sent.SackedCount >= DuplicateThreshold))
        {
            return TimeSpan.Zero;
        }

        TimeSpan window = _windowSteps * (_roundTrips.Minimum / 4);
        return window < _roundTrips.Smoothed ? window : _roundTrips.Smoothed;
    }
}
