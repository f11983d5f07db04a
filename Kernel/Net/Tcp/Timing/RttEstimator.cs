using System;

namespace Sabos.Net;

/// <summary>
/// The round-trip time and from it the retransmission timeout (RFC 6298). It exceeds the round trip by at least 200 ms, which
/// delayed acknowledgments stay under, as in common use (the RFC would have a second in all, 2.4); at most 60 s (2.5).
/// </summary>
internal sealed class RttEstimator
{
    /// <summary>Before the first measurement (RFC 6298 2.1).</summary>
    public static readonly TimeSpan InitialTimeout = TimeSpan.FromSeconds(1);

    /// <summary>After a handshake in which the SYN had to be sent again (RFC 6298 5.7).</summary>
    public static readonly TimeSpan TimeoutAfterLostSyn = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan MinimumSpread = TimeSpan.FromMilliseconds(200);

    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromSeconds(60);

    // For how long at least the least round trip counts, and twice as long at most: paths change. As long as in common use.
    private static readonly TimeSpan s_minimumPeriod = TimeSpan.FromMinutes(5);

    private TimeSpan _base = InitialTimeout;
    private TimeSpan _minimumOfThisPeriod;
    private Instant _periodEnd;
    private int _backoff;

    /// <summary>SRTT, or zero before the first measurement.</summary>
    public TimeSpan Smoothed { get; private set; }

    /// <summary>RTTVAR.</summary>
    public TimeSpan Variation { get; private set; }

    /// <summary>The least seen in the last five to ten minutes; zero before the first measurement.</summary>
    public TimeSpan Minimum { get; private set; }

    public bool HasSample => Smoothed > TimeSpan.Zero;

    /// <summary>RTO, backed off.</summary>
    public TimeSpan Timeout
    {
        get
        {
            var timeout = new TimeSpan(_base.Ticks << Math.Min(_backoff, 16));
            return timeout < MaximumTimeout ? timeout : MaximumTimeout;
        }
    }

    /// <summary>Takes one measurement, which must not be of a segment sent more than once (Karn's algorithm, RFC 6298 3).</summary>
    public void Sample(TimeSpan roundTrip, Instant now)
    {
        if (roundTrip < TimeSpan.FromMicroseconds(1))
        {
            roundTrip = TimeSpan.FromMicroseconds(1);
        }

        if (!HasSample)
        {
            Smoothed = roundTrip;
            Variation = roundTrip / 2;
            Minimum = roundTrip;
            _minimumOfThisPeriod = roundTrip;
            _periodEnd = now + s_minimumPeriod;
        }
        else
        {
            // RFC 6298 (2.3): alpha 1/8, beta 1/4.
            Variation = new TimeSpan(((3 * Variation.Ticks) + Math.Abs((Smoothed - roundTrip).Ticks)) / 4);
            Smoothed = new TimeSpan(((7 * Smoothed.Ticks) + roundTrip.Ticks) / 8);
            TakeMinimum(roundTrip, now);
        }

        var spread = new TimeSpan(4 * Variation.Ticks);
        _base = Smoothed + (spread > MinimumSpread ? spread : MinimumSpread);
        _base = _base < MaximumTimeout ? _base : MaximumTimeout;
        _backoff = 0;
    }

    private void TakeMinimum(TimeSpan roundTrip, Instant now)
    {
        if (now >= _periodEnd)
        {
            Minimum = _minimumOfThisPeriod;
            _minimumOfThisPeriod = roundTrip;
            _periodEnd = now + s_minimumPeriod;
        }

        _minimumOfThisPeriod = roundTrip < _minimumOfThisPeriod ? roundTrip : _minimumOfThisPeriod;
        Minimum = roundTrip < Minimum ? roundTrip : Minimum;
    }

    /// <summary>The timer expired: doubles the timeout (RFC 6298 5.5) until the next measurement (Karn's algorithm).</summary>
    public void BackOff() => _backoff++;

    /// <summary>The SYN had to be sent again, so that the handshake gave no measurement.</summary>
    public void HandshakeRetransmitted()
    {
        if (!HasSample)
        {
            _base = TimeoutAfterLostSyn;
            _backoff = 0;
        }
    }
}
