using System;

namespace Sabos.Net;

/// <summary>Congestion avoidance of RFC 5681, counting bytes (RFC 3465).</summary>
internal sealed class NewRenoCongestionControl(bool hyStart) : ICongestionControl
{
    private SlowStart _slowStart = new(hyStart);
    private int _acknowledged;

    public CongestionControlAlgorithm Algorithm => CongestionControlAlgorithm.NewReno;

    public void Acknowledged(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow)
    {
        int remaining = sample.Bytes;
        if (window.IsSlowStart)
        {
            remaining = _slowStart.Grow(window, sample, mayGrow);
        }

        if (!mayGrow)
        {
            return;
        }

        _acknowledged += remaining;
        if (_acknowledged >= window.Size)
        {
            _acknowledged -= window.Size;
            window.Size += window.MaximumSegmentSize;
        }
    }

    public int ThresholdAfterCongestion(CongestionWindow window, CongestionEvent cause, int flightSize)
    {
        _acknowledged = 0;
        return Math.Max(flightSize / 2, 2 * window.MaximumSegmentSize); // RFC 5681 (4)
    }

    public void Undo()
    {
    }

    public void IdleEnded(Instant now)
    {
    }
}
