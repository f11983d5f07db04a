using System;

namespace Sabos.Net;

/// <summary>
/// CUBIC's variables of one congestion avoidance stage (RFC 9438 4.1.2), windows in bytes: a value, so that it can be kept and put back.
/// The arithmetic is that of IEEE 754's four operations, which are exact to the last bit everywhere.
/// </summary>
internal struct CubicEpoch
{
    // C, in segments per cubed second (RFC 9438 5).
    private const double Aggressiveness = 0.4;

    private Instant _start;
    private double _delay;
    private double _friendly;

    /// <summary>W_max; 0 before the first congestion.</summary>
    public double Maximum { get; set; }

    /// <summary>cwnd_prior.</summary>
    public double Prior { get; set; }

    /// <summary>The stage began; false: it begins with the next acknowledgment in congestion avoidance.</summary>
    public bool IsBegun { readonly get; set; }

    /// <summary>The stage begins at its plateau, after a timeout (RFC 9438 4.8).</summary>
    public bool StartsAtPlateau { readonly get; set; }

    /// <summary>Congestion avoidance begins (RFC 9438 4.2).</summary>
    public void Begin(CongestionWindow window, Instant now)
    {
        IsBegun = true;
        _start = now;
        _friendly = window.Size;
        Prior = Maximum == 0 ? window.Size : Prior; // RFC 9438 4.10
        if (StartsAtPlateau || Maximum <= window.Size)
        {
            Maximum = window.Size;
            _delay = 0;
        }
        else
        {
            // K in milliseconds, from (W_max - cwnd_epoch) / C in cubed ones.
            const double CubedMilliseconds = 1e9 / Aggressiveness;
            _delay = CubeRoot.Floor((long)((Maximum - window.Size) / window.MaximumSegmentSize * CubedMilliseconds)) / 1000.0;
        }

        StartsAtPlateau = false;
    }

    /// <summary>Time passed that must not count: the window could not have grown (RFC 9438 4.2, 5.8).</summary>
    public void Skip(TimeSpan pause) => _start += pause;

    /// <summary>The window after an acknowledgment: the larger of W_est and what leads to W_cubic in a round trip (RFC 9438 4.2 to 4.5).</summary>
    public double Grow(double window, int maximumSegmentSize, in AcknowledgmentSample sample)
    {
        double share = Math.Min(sample.Bytes / window, 1);
        _friendly += Increase() * maximumSegmentSize * share;
        double time = Seconds(sample.Now - _start) - _delay;
        double scale = Aggressiveness * maximumSegmentSize;
        if ((scale * time * time * time) + Maximum < _friendly)
        {
            return Math.Max(window, _friendly);
        }

        double later = time + Seconds(sample.Smoothed);
        double target = (scale * later * later * later) + Maximum;
        return window + (Math.Clamp(target - window, 0, window / 2) * share);
    }

    // alpha (RFC 9438 4.3): 3 * (1 - beta) / (1 + beta), with beta 0.7.
    private readonly double Increase() => _friendly >= Prior ? 1 : 9.0 / 17;

    private static double Seconds(TimeSpan span) => span.Ticks / (double)TimeSpan.TicksPerSecond;
}
