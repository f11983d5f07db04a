using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The congestion window, and how far it was used of late: what every algorithm shares (RFC 5681, RFC 7661). Sizes in bytes.</summary>
internal sealed class CongestionWindow
{
    // How long a window may stand unused and still be believed (RFC 7661 4.4.4).
    private static readonly TimeSpan s_unusedLimit = new(5 * TimeSpan.TicksPerMinute);

    private SequenceNumber _roundEnd;
    private int _flightThisRound;
    private int _flightLastRound;
    private bool _limitedThisRound;
    private bool _limitedLastRound;
    private Instant _usedAt;

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

    /// <summary>The most that was in flight at a time, in this round trip and the one before.</summary>
    public int RecentFlight => Math.Max(_flightThisRound, _flightLastRound);

    /// <summary>
    /// Whether the window, and not the program or the peer, was what limited sending of late: only then may it grow (RFC 7661 4.4.2, RFC 9438
    /// 5.8). In slow start it also grows while more than half of it is used.
    /// </summary>
    public bool IsLimiting => _limitedThisRound || _limitedLastRound || (IsSlowStart && Size < 2L * RecentFlight);

    /// <summary>IW of RFC 6928.</summary>
    public static int InitialWindow(int maximumSegmentSize) => Math.Min(10 * maximumSegmentSize, Math.Max(2 * maximumSegmentSize, 14_600));

    /// <summary>Notes how far the window was used by a burst.</summary>
    /// <param name="inFlight">Bytes in the network now.</param>
    /// <param name="limited">More could have been sent but for this window.</param>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="now">The time.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteUse(int inFlight, bool limited, SequenceNumber unacknowledged, SequenceNumber next, Instant now)
    {
        if (unacknowledged >= _roundEnd)
        {
            _roundEnd = next;
            _flightLastRound = _flightThisRound;
            _flightThisRound = 0;
            _limitedLastRound = _limitedThisRound;
            _limitedThisRound = false;
            Validate(now);
        }

        _flightThisRound = Math.Max(_flightThisRound, inFlight);
        _limitedThisRound |= limited;
    }

    /// <summary>After a pause in which nothing was in flight the window is kept (RFC 7661 4.4), but the pause counts as time in which it was not used.</summary>
    public void KeepAfterIdle(Instant since, Instant now)
    {
        Validate(since);
        _flightThisRound = 0;
        _flightLastRound = 0;
        _limitedThisRound = false;
        _limitedLastRound = false;
        Validate(now);
    }

    /// <summary>After a pause of more than a retransmission timeout, on a path that is not paced, the first burst is bounded (RFC 5681 4.1).</summary>
    public void RestartAfterIdle()
    {
        KeepThreshold();
        Size = Math.Min(Size, InitialWindow(MaximumSegmentSize));
    }

    // A window of which less than half was used for five minutes is halved, for each five minutes (RFC 7661 4.4.4); slow start leads back to three
    // quarters of it.
    private void Validate(Instant now)
    {
        if (2L * RecentFlight >= Size || _usedAt == default)
        {
            _usedAt = now;
            return;
        }

        while (now - _usedAt >= s_unusedLimit)
        {
            _usedAt += s_unusedLimit;
            KeepThreshold();
            Size = Math.Max(Size / 2, Math.Min(Size, InitialWindow(MaximumSegmentSize)));
        }
    }

    private void KeepThreshold() => SlowStartThreshold = Math.Max(SlowStartThreshold, (int)(Size * 3L / 4));
}
