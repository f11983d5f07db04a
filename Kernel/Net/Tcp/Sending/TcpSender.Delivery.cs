using System;

namespace Sabos.Net;

/// <summary>What becomes of the segments in flight when they are acknowledged.</summary>
internal sealed partial class TcpSender
{
    private int RemoveAcknowledged(SequenceNumber acknowledgment, Instant now)
    {
        int delivered = 0;
        while (Sent.Count > 0 && Sent[0].End <= acknowledgment)
        {
            if (!Sent[0].Is(SegmentMarks.Sacked))
            {
                delivered += Sent[0].Length;
                Recovery.Rack?.TakeDelivered(Sent[0], now);
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
        for (int i = 0; i < Sent.Count && Sent[i].End <= acknowledgment; i++)
        {
            latest = now - Sent[i].SentAt;
            if (Sent[i].Is(SegmentMarks.Retransmitted) && (resentAt is not Instant other || Sent[i].SentAt > other))
            {
                resentAt = Sent[i].SentAt;
            }
        }

        if (resentAt is not Instant at)
        {
            // The oldest segment acknowledged, so that the timeout allows for delayed acknowledgments.
            RoundTrip.Sample(now - Sent[0].SentAt);
            return latest;
        }

        if (echoedMilliseconds is uint echoed && echoed <= TimestampEcho.Value(now, 0) - TimestampEcho.Value(at, 0))
        {
            // The timestamp tells that the last retransmission was answered, not an earlier one (RFC 7323 4.1).
            RoundTrip.Sample(now - at);
        }
        else if (echoedMilliseconds is uint late && late <= (uint)RttEstimator.MaximumTimeout.TotalMilliseconds)
        {
            // An earlier one was: the delay that made us send again is a measurement too (RFC 4015 3.5 would count it for more).
            RoundTrip.Sample(TimeSpan.FromMilliseconds(late));
        }

        return default;
    }
}
