using System;

namespace Sabos.Net;

/// <summary>
/// Dynamic right-sizing of a receive buffer: what the program took within a round trip, twice, is what the peer should be able to have under
/// way; four times while that still doubles from round to round, as in the peer's slow start. Sizes in bytes.
/// </summary>
internal sealed class ReceiveBufferTuning
{
    private SequenceNumber _taken;
    private SequenceNumber _edge;
    private Instant _startedAt;
    private int _most;

    /// <param name="initialWindow">What a peer sends in its first round trip: less says nothing.</param>
    public ReceiveBufferTuning(int initialWindow) => _most = initialWindow;

    /// <summary>Begins a round.</summary>
    /// <param name="taken">The sequence number up to which the program has taken the stream.</param>
    /// <param name="edge">The end of the window offered.</param>
    /// <param name="now">The time.</param>
    public void Begin(SequenceNumber taken, SequenceNumber edge, Instant now)
    {
        _taken = taken;
        _edge = edge;
        _startedAt = now;
    }

    /// <summary>
    /// Whether a round trip has passed since the round began: the peer echoes a timestamp sent later; without timestamps, the time measured
    /// otherwise is over; without either, the peer has sent all that it was allowed to when the round began.
    /// </summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="echoedMilliseconds">How long ago that left to which the peer answers (RFC 7323 4.1).</param>
    /// <param name="roundTrip">The round trip measured by what we sent.</param>
    /// <param name="now">The time.</param>
    public bool IsRoundOver(SequenceNumber next, uint? echoedMilliseconds, TimeSpan? roundTrip, Instant now)
    {
        TimeSpan elapsed = now - _startedAt;
        if (echoedMilliseconds is uint echoed)
        {
            return (echoed + 1L) * TimeSpan.TicksPerMillisecond < elapsed.Ticks;
        }

        return roundTrip is TimeSpan time ? elapsed > time : next > _edge;
    }

    /// <summary>Ends a round: the size the buffer should have at least; 0: the round tells nothing new.</summary>
    public int Measure(SequenceNumber taken)
    {
        long count = taken - _taken;
        if (count <= _most)
        {
            return 0;
        }

        long size = (2 * count) + (4 * (count - _most));
        _most = (int)count;
        return (int)Math.Min(size, int.MaxValue);
    }
}
