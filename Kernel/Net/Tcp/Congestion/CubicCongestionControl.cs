using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>CUBIC (RFC 9438): the window follows a cubic function of the time since the last congestion, whatever the round-trip time.</summary>
internal sealed class CubicCongestionControl(bool hyStart) : ICongestionControl
{
    // Above this no path and no buffer lets a window grow.
    private const int Largest = 1 << 30;

    private SlowStart _slowStart = new(hyStart);

    // Made when congestion avoidance begins or congestion is met.
    private StrongBox<CubicEpoch>? _epoch;
    private StrongBox<CubicEpoch>? _beforeCongestion;
    private Instant _acknowledgedAt;
    private double _fraction;

    public CongestionControlAlgorithm Algorithm => CongestionControlAlgorithm.Cubic;

    public void Acknowledged(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow)
    {
        TimeSpan sinceLast = sample.Now - _acknowledgedAt;
        _acknowledgedAt = sample.Now;
        if (window.IsSlowStart)
        {
            if (_epoch is not null)
            {
                _epoch.Value.IsBegun = false;
            }

            if (_slowStart.Grow(window, sample, mayGrow) == 0)
            {
                return;
            }
        }

        if (!mayGrow)
        {
            _epoch?.Value.Skip(sinceLast);
            return;
        }

        ref CubicEpoch epoch = ref (_epoch ??= new StrongBox<CubicEpoch>()).Value;
        if (!epoch.IsBegun)
        {
            epoch.Begin(window, sample.Now);
            _fraction = 0;
        }

        double grown = Math.Min(epoch.Grow(window.Size + _fraction, window.MaximumSegmentSize, sample), Largest);
        window.Size = (int)grown;
        _fraction = grown - window.Size;
    }

    public int ThresholdAfterCongestion(CongestionWindow window, CongestionEvent cause, int flightSize)
    {
        ref CubicEpoch epoch = ref (_epoch ??= new StrongBox<CubicEpoch>()).Value;
        (_beforeCongestion ??= new StrongBox<CubicEpoch>()).Value = epoch;

        // RFC 9438 4.7, fast convergence: less room than last time means that somebody else has come.
        epoch.Maximum = window.Size < epoch.Maximum ? window.Size * 0.85 : window.Size;
        epoch.Prior = window.Size;
        epoch.IsBegun = false;
        epoch.StartsAtPlateau = cause == CongestionEvent.Timeout;
        return Math.Max((int)(flightSize * 7L / 10), 2 * window.MaximumSegmentSize); // RFC 9438 4.6
    }

    public void Undo()
    {
        if (_epoch is not null && _beforeCongestion is not null)
        {
            _epoch.Value = _beforeCongestion.Value;
        }
    }

    public void IdleEnded(Instant now)
    {
        _epoch?.Value.Skip(now - _acknowledgedAt);
        _acknowledgedAt = now;
    }
}
