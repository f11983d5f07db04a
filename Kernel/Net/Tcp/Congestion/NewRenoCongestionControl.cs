using System;

namespace Sabos.Net;

/// <summary>Slow start and congestion avoidance of RFC 5681, counting bytes (RFC 3465).</summary>
internal sealed class NewRenoCongestionControl : ICongestionControl
{
    private int _acknowledged;

    public void Acknowledged(CongestionWindow window, int acknowledged, Instant now, RttEstimator roundTrip)
    {
        if (window.IsSlowStart)
        {
            int growth = Math.Min(acknowledged, window.SlowStartThreshold - window.Size);
            window.Size += growth;
            acknowledged -= growth;
        }

        _acknowledged += acknowledged;
        if (_acknowledged >= window.Size)
        {
            _acknowledged -= window.Size;
            window.Size += window.MaximumSegmentSize;
        }
    }

    public int ThresholdAfterCongestion(CongestionWindow window, int inFlight, Instant now)
    {
        _acknowledged = 0;
        return Math.Max(inFlight / 2, 2 * window.MaximumSegmentSize); // RFC 5681 (4)
    }

    public void Undo()
    {
    }

    public void RestartedAfterIdle(Instant now) => _acknowledged = 0;
}
