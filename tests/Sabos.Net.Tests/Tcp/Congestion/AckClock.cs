using System;

namespace Sabos.Net.Tests;

/// <summary>A path that acknowledges every segment a round trip after it was sent, towards one congestion control: windows in segments of 1000 bytes.</summary>
internal sealed class AckClock
{
    public const int SegmentSize = 1000;

    private SequenceNumber _next;

    public AckClock(ICongestionControl control, double window, TimeSpan roundTrip)
    {
        Window = new CongestionWindow(SegmentSize, default, control) { Size = (int)(window * SegmentSize) };
        RoundTrip = roundTrip;
    }

    public CongestionWindow Window { get; }

    public TimeSpan RoundTrip { get; set; }

    public Instant Now { get; private set; } = Instant.FromMilliseconds(1000);

    /// <summary>cwnd in segments.</summary>
    public double Size => Window.Size / (double)SegmentSize;

    /// <summary>ssthresh in segments.</summary>
    public double Threshold => Window.SlowStartThreshold / (double)SegmentSize;

    public void Wait(TimeSpan span) => Now += span;

    /// <summary>Lets a window of segments be acknowledged, evenly over a round trip. Returns by how much the window grew, in segments.</summary>
    public double Round(bool mayGrow = true)
    {
        double before = Size;
        int segments = Math.Max(Window.Size / SegmentSize, 1);
        _next += segments * SegmentSize;
        SequenceNumber roundEnd = _next;
        for (int i = 1; i <= segments; i++)
        {
            Now += RoundTrip / segments;
            SequenceNumber unacknowledged = roundEnd - ((segments - i) * SegmentSize);
            var sample = new AcknowledgmentSample(Now, SegmentSize, unacknowledged, unacknowledged - SegmentSize + Window.Size, RoundTrip, RoundTrip);
            Window.Control.Acknowledged(Window, sample, mayGrow);
        }

        return Size - before;
    }

    public void Rounds(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Round();
        }
    }

    /// <summary>Congestion with a full window in flight; after a loss recovery is taken to be over at once.</summary>
    public void Congestion(CongestionEvent cause = CongestionEvent.Loss)
    {
        Window.SlowStartThreshold = Window.Control.ThresholdAfterCongestion(Window, cause, Window.Size);
        Window.Size = cause == CongestionEvent.Timeout ? SegmentSize : Window.SlowStartThreshold;
    }
}
