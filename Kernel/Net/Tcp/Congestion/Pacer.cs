using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Spreads over the round trip what the windows would release at once: a bucket that holds a quantum and fills a little faster than a window in a
/// round trip. Acknowledgments that come evenly never find it empty; only bursts have to wait. Paths with a round trip of up to a millisecond, on
/// which no burst is longer than the quantum, are not paced at all.
/// </summary>
internal readonly ref struct Pacer
{
    private const int QuantumSegments = 10;

    // The rate in windows a round trip, as fractions of five: 2 in slow start, lest it be held back, else 1.2.
    private const int SlowStartGain = 10;
    private const int Gain = 6;
    private const int GainDivisor = 5;

    private static readonly TimeSpan s_quantum = new(TimeSpan.TicksPerMillisecond);

    private readonly CongestionWindow _window;
    private readonly RttEstimator _roundTrip;
    private readonly ref Instant _full;

    /// <param name="window">What may be sent in a round trip.</param>
    /// <param name="roundTrip">How long that is.</param>
    /// <param name="full">The bucket, kept by whom it is for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pacer(CongestionWindow window, RttEstimator roundTrip, ref Instant full)
    {
        _window = window;
        _roundTrip = roundTrip;
        _full = ref full;
    }

    private bool IsPacing => Paces(_roundTrip);

    /// <summary>Bytes a second; null while nothing is paced.</summary>
    public long? Rate => IsPacing ? TimeSpan.TicksPerSecond / Math.Max(Duration(1 << 10).Ticks, 1) << 10 : null;

    /// <summary>When the bucket is full again: what had to wait is sent a quantum at a time.</summary>
    public Instant Full => _full;

    /// <summary>Whether a path is long enough for it to matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Paces(RttEstimator roundTrip) => roundTrip.Minimum > s_quantum;

    /// <summary>Whether what is new must wait until <see cref="Full"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsExhausted(Instant now)
    {
        if (!IsPacing || _full <= now)
        {
            return false;
        }

        return _full - now >= Quantum;
    }

    /// <summary>Bytes that may go at once until the bucket is empty; the last segment may overdraw it.</summary>
    public int Allowance(Instant now)
    {
        if (!IsPacing)
        {
            return int.MaxValue;
        }

        TimeSpan left = _full > now ? Quantum - (_full - now) : Quantum;
        long bytes = left.Ticks * _window.Size * RateGain / (_roundTrip.Smoothed.Ticks * GainDivisor);
        return (int)Math.Clamp(bytes + _window.MaximumSegmentSize - 1, 0, int.MaxValue);
    }

    /// <summary>Takes what was sent out of the bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeSent(int bytes, Instant now)
    {
        if (IsPacing)
        {
            _full = (_full > now ? _full : now) + Duration(bytes);
        }
    }

    private long RateGain => _window.IsSlowStart ? SlowStartGain : Gain;

    private TimeSpan Quantum
    {
        get
        {
            TimeSpan quantum = Duration(QuantumSegments * _window.MaximumSegmentSize);
            return quantum > s_quantum ? quantum : s_quantum;
        }
    }

    private TimeSpan Duration(int bytes) => new(bytes * _roundTrip.Smoothed.Ticks * GainDivisor / (_window.Size * RateGain));
}
