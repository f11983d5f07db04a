using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The round-trip time and from it the retransmission timeout (RFC 6298). It exceeds the round trip by at least 200 ms, which
/// delayed acknowledgments stay under, as in common use (the RFC would have a second in all, 2.4); at most 60 s (2.5).
/// </summary>
internal sealed class RttEstimator
{
    /// <summary>Before the first measurement (RFC 6298 2.1).</summary>
    public static readonly TimeSpan InitialTimeout = new(TimeSpan.TicksPerSecond);

    /// <summary>After a handshake in which the SYN had to be sent again (RFC 6298 5.7).</summary>
    public static readonly TimeSpan TimeoutAfterLostSyn = new(3 * TimeSpan.TicksPerSecond);

    public static readonly TimeSpan MinimumSpread = new(200 * TimeSpan.TicksPerMillisecond);

    public static readonly TimeSpan MaximumTimeout = new(60 * TimeSpan.TicksPerSecond);

    // For how long at least the least round trip counts, and twice as long at most: paths change. As long as in common use.
    private static readonly TimeSpan s_minimumPeriod = new(5 * TimeSpan.TicksPerMinute);

    // Every connection has them: ticks of 100 ns, seven minutes at most.
    private uint _base = (uint)InitialTimeout.Ticks;
    private uint _smoothed;
    private uint _variation;
    private uint _minimum;
    private uint _minimumOfThisPeriod;
    private int _backoff;
    private Instant _periodEnd;

    /// <summary>SRTT, or zero before the first measurement.</summary>
    public TimeSpan Smoothed => new(_smoothed);

    /// <summary>RTTVAR.</summary>
    public TimeSpan Variation => new(_variation);

    /// <summary>The least seen in the last five to ten minutes; zero before the first measurement.</summary>
    public TimeSpan Minimum => new(_minimum);

    public bool HasSample => _smoothed > 0;

    /// <summary>RTO, backed off.</summary>
    public TimeSpan Timeout
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var timeout = new TimeSpan((long)_base << Math.Min(_backoff, 16));
            return timeout < MaximumTimeout ? timeout : MaximumTimeout;
        }
    }

    /// <summary>Takes one measurement, which must not be of a segment sent more than once (Karn's algorithm, RFC 6298 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sample(TimeSpan roundTrip, Instant now)
    {
        uint time = (uint)Math.Clamp(roundTrip.Ticks, TimeSpan.TicksPerMicrosecond, uint.MaxValue);
        if (!HasSample)
        {
            _smoothed = time;
            _variation = time / 2;
            _minimum = time;
            _minimumOfThisPeriod = time;
            _periodEnd = now + s_minimumPeriod;
        }
        else
        {
            // RFC 6298 (2.3): alpha 1/8, beta 1/4.
            _variation = (uint)(((3L * _variation) + Math.Abs((long)_smoothed - time)) / 4);
            _smoothed = (uint)(((7L * _smoothed) + time) / 8);
            TakeMinimum(time, now);
        }

        long spread = Math.Max(4L * _variation, MinimumSpread.Ticks);
        _base = (uint)Math.Min(_smoothed + spread, MaximumTimeout.Ticks);
        _backoff = 0;
    }

    private void TakeMinimum(uint time, Instant now)
    {
        if (now >= _periodEnd)
        {
            _minimum = _minimumOfThisPeriod;
            _minimumOfThisPeriod = time;
            _periodEnd = now + s_minimumPeriod;
        }

        _minimumOfThisPeriod = Math.Min(time, _minimumOfThisPeriod);
        _minimum = Math.Min(time, _minimum);
    }

    /// <summary>The timer expired: doubles the timeout (RFC 6298 5.5) until the next measurement (Karn's algorithm).</summary>
    public void BackOff() => _backoff++;

    /// <summary>The SYN had to be sent again, so that the handshake gave no measurement.</summary>
    public void HandshakeRetransmitted()
    {
        if (!HasSample)
        {
            _base = (uint)TimeoutAfterLostSyn.Ticks;
            _backoff = 0;
        }
    }
}
