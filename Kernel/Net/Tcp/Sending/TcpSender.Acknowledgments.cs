using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Acknowledgments, and what becomes of the segments in flight.</summary>
internal sealed partial class TcpSender
{
    /// <summary>Nothing is in flight and nothing in question, as where the peer alone sends: an acknowledgment that does not advance tells nothing.</summary>
    public bool IsQuiet
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sent.Count == 0 && Recovery.Phase == RecoveryPhase.Open && !Recovery.WantsEvidence && !Probe.IsOut;
    }

    /// <summary>Takes a valid acknowledgment with what it says selectively.</summary>
    /// <param name="acknowledgment">SND.UNA or later.</param>
    /// <param name="isBare">It brings neither data nor another window.</param>
    /// <param name="options">Its options.</param>
    /// <param name="echoedMilliseconds">The round trip by its timestamp, if it has one.</param>
    /// <param name="now">The time.</param>
    /// <param name="released">Bytes that left the send buffer.</param>
    public AcknowledgeOutcome Acknowledge(
        SequenceNumber acknowledgment, bool isBare, in TcpOptions options, uint? echoedMilliseconds, Instant now, out int released)
    {
        released = 0;
        bool advances = acknowledgment > Unacknowledged;
        if (!advances && options.SackCount == 0 && IsQuiet)
        {
            return AcknowledgeOutcome.Nothing;
        }

        bool wasSyn = !IsSynAcknowledged;
        int delivered = 0;
        TimeSpan latest = default;
        int lostBefore = Sent.LostBytes;
        RackDetector? rack = Recovery.Rack;
        rack?.Begin(echoedMilliseconds);
        if (advances)
        {
            LargestDelivered = Sent.Count > 0 && Sent[0].Length > LargestDelivered && Sent[0].End <= acknowledgment ? Sent[0].Length : LargestDelivered;
            latest = TakeRoundTrip(acknowledgment, echoedMilliseconds, now);
            delivered = RemoveAcknowledged(acknowledgment, now);
            released = Math.Clamp(acknowledgment - BufferStart, 0, _buffer.Length);
            _buffer.Release(released);
            Unacknowledged = acknowledgment;

            // It follows, lest it seem to lie ahead when the sequence numbers have wrapped.
            _smallSegmentEnd = SequenceNumber.Later(_smallSegmentEnd, acknowledgment);
        }

        if (wasSyn)
        {
            return AcknowledgeOutcome.Nothing;
        }

        delivered += rack?.TakeBlocks(options, Unacknowledged, Next, Probe.IsRetransmissionOut, now) ?? 0;
        AcknowledgeOutcome outcome = AcknowledgeOutcome.Nothing;
        if (Recovery.WantsEvidence)
        {
            bool deliversOriginals = Sent.LostBytes < lostBefore;
            outcome = Recovery.TakeEvidence(
                new RecoveryEvidence(acknowledgment, advances, released, delivered > 0, deliversOriginals, echoedMilliseconds, rack?.Duplicate), now);
        }

        if (advances)
        {
            Recovery.TakeAdvance(new AcknowledgmentSample(now, released, acknowledgment, Next, latest, RoundTrip.Smoothed));
        }

        if (rack is null)
        {
            return outcome;
        }

        if (Probe.IsOut && Probe.TakeAcknowledgment(acknowledgment, isBare && !advances && options.SackCount == 0, rack.Duplicate is not null))
        {
            Recovery.TakeRepairedTail();
        }

        // Nothing can be overdue while everything is in order and sent once.
        bool mayBeOverdue = Sent.SackedCount > 0 || Recovery.Phase != RecoveryPhase.Open || rack.Deadline != Instant.Never;
        return mayBeOverdue && Recovery.Detect(delivered, advances, Next, now) ? AcknowledgeOutcome.FastRecovery : outcome;
    }

    private int RemoveAcknowledged(SequenceNumber acknowledgment, Instant now)
    {
        int delivered = 0;
        while (Sent.Count > 0)
        {
            ref readonly SentSegment first = ref Sent[0];
            if (first.End > acknowledgment)
            {
                break;
            }

            if (!first.Is(SegmentMarks.Sacked))
            {
                delivered += first.Length;
                Recovery.Rack?.TakeDelivered(first, now);
            }

            Sent.RemoveFirst();
        }

        if (Sent.Count > 0 && Sent[0].Start < acknowledgment)
        {
            int part = acknowledgment - Sent[0].Start;
            delivered += Sent[0].Is(SegmentMarks.Sacked) ? 0 : part;
            Sent.TrimFirst(part);
        }

        return delivered;
    }

    /// <summary>Takes measurements. Returns the one of the latest segment acknowledged, or zero where an older one was sent again.</summary>
    private TimeSpan TakeRoundTrip(SequenceNumber acknowledgment, uint? echoedMilliseconds, Instant now)
    {
        if (Sent.Count == 0 || Sent[0].End > acknowledgment)
        {
            return default;
        }

        Instant? resentAt = null;
        TimeSpan latest = default;
        for (int i = 0; i < Sent.Count; i++)
        {
            ref readonly SentSegment segment = ref Sent[i];
            if (segment.End > acknowledgment)
            {
                break;
            }

            latest = now - segment.SentAt;
            if (segment.Is(SegmentMarks.Retransmitted) && (resentAt is not Instant other || segment.SentAt > other))
            {
                resentAt = segment.SentAt;
            }
        }

        if (resentAt is not Instant at)
        {
            // The oldest segment acknowledged, so that the timeout allows for delayed acknowledgments.
            RoundTrip.Sample(now - Sent[0].SentAt, now);
            return latest;
        }

        if (echoedMilliseconds is uint echoed && echoed <= TimestampEcho.Value(now, 0) - TimestampEcho.Value(at, 0))
        {
            // The timestamp tells that the last retransmission was answered, not an earlier one (RFC 7323 4.1).
            RoundTrip.Sample(now - at, now);
        }
        else if (echoedMilliseconds is uint late
            && late <= (uint)RttEstimator.MaximumTimeout.TotalMilliseconds
            && (now - at < RoundTrip.Minimum || !RoundTrip.HasSample))
        {
            // An earlier one was, so soon after the last: the delay that made us send again is a measurement too (RFC 4015 3.5 would count it for more). Later
            // on it may be the last one's answer as well: a duplicate does not move TS.Recent (RFC 7323 4.3), and where only an acknowledgment was lost,
            // the time until the timer expired is no round trip. Of a SYN it is taken: better too much than nothing.
            RoundTrip.Sample(TimeSpan.FromMilliseconds(late), now);
        }

        return default;
    }
}
