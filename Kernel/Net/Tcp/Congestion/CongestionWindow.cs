using System;

namespace Sabos.Net;

/// <summary>The congestion window and what every algorithm shares of it (RFC 5681). Sizes in bytes.</summary>
internal sealed class CongestionWindow
{
    private SequenceNumber _roundEnd;
    private int _mostInFlight;
    private bool _wasLimiting;

    public CongestionWindow(int maximumSegmentSize, SequenceNumber next, ICongestionControl control)
    {
        Control = control;
        MaximumSegmentSize = maximumSegmentSize;
        Size = InitialWindow(maximumSegmentSize);
        _roundEnd = next;
    }

    /// <summary>The algorithm that moves the window; it may be exchanged at any time.</summary>
    public ICongestionControl Control { get; set; }

    /// <summary>SMSS: payload bytes of a full segment.</summary>
    public int MaximumSegmentSize { get; set; }

    /// <summary>cwnd.</summary>
    public int Size { get; set; }

    /// <summary>ssthresh; at first as high as can be (RFC 5681 3.1).</summary>
    public int SlowStartThreshold { get; set; } = int.MaxValue;

    public bool IsSlowStart => Size < SlowStartThreshold;

    /// <summary>
    /// Whether the window, and not the program or the peer, was what limited sending of late: only then may it grow (RFC 7661 4.2). In
    /// slow start it also grows while more than half of it is used.
    /// </summary>
    public bool IsLimiting => _wasLimiting || (IsSlowStart && Size < 2 * (long)_mostInFlight);

    /// <summary>IW of RFC 6928.</summary>
    public static int InitialWindow(int maximumSegmentSize) => Math.Min(10 * maximumSegmentSize, Math.Max(2 * maximumSegmentSize, 14_600));

    /// <summary>Notes how far the window was used by a burst.</summary>
    /// <param name="inFlight">Bytes in the network now.</param>
    /// <param name="limited">More could have been sent but for this window.</param>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="next">SND.NXT.</param>
    public void NoteUse(int inFlight, bool limited, SequenceNumber unacknowledged, SequenceNumber next)
    {
        if (unacknowledged >= _roundEnd)
        {
            _roundEnd = next;
            _mostInFlight = 0;
            _wasLimiting = false;
        }

        _mostInFlight = Math.Max(_mostInFlight, inFlight);
        _wasLimiting |= limited;
    }

    /// <summary>After a pause of more than a retransmission timeout the old window says nothing about the path (RFC 5681 4.1).</summary>
    public void RestartAfterIdle() => Size = Math.Min(Size, InitialWindow(MaximumSegmentSize));
}
