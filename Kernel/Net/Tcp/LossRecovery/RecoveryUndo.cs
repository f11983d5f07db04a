using System;

namespace Sabos.Net;

/// <summary>
/// What the congestion window was before a recovery, and the evidence that there was no need for it: what was sent again is acknowledged with the
/// timestamp of an earlier transmission (Eifel detection, RFC 3522), or all of it arrived twice (RFC 3708).
/// </summary>
internal sealed class RecoveryUndo
{
    private int _size;
    private int _threshold;
    private SequenceNumber _start;
    private SequenceNumber _end;
    private Instant? _sentAgainAt;
    private int _sentAgainBytes;
    private bool _awaitsTimestamp;

    /// <summary>There is a recovery, under way or past, that evidence may yet undo.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The recovery was begun by a timeout.</summary>
    public bool IsTimeout { get; private set; }

    /// <summary>A recovery begins, and the window is about to be reduced.</summary>
    /// <param name="window">Not yet reduced.</param>
    /// <param name="sent">What is in flight.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="isTimeout">It begins by a timeout.</param>
    public void Begin(CongestionWindow window, SentSegments sent, SequenceNumber next, bool isTimeout)
    {
        IsOpen = true;
        IsTimeout = isTimeout;
        _size = window.Size;

        // pipe_prev of RFC 4015 3.2.
        _threshold = Math.Max(window.SlowStartThreshold, sent.Bytes);
        _start = sent[0].Start;
        _end = next;
        _sentAgainAt = null;
        _sentAgainBytes = 0;
        _awaitsTimestamp = true;
        for (int i = 0; i < sent.Count; i++)
        {
            // A probe, say: its duplicate may yet be reported, and proves nothing about this recovery.
            _sentAgainBytes += sent[i].Is(SegmentMarks.Retransmitted) ? sent[i].Length : 0;
        }
    }

    /// <summary>No evidence counts any more.</summary>
    public void Cancel() => IsOpen = false;

    /// <summary>Something was sent again.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="isFirstInFlight">It is the oldest in flight.</param>
    /// <param name="now">The time.</param>
    public void TakeSentAgain(int bytes, bool isFirstInFlight, Instant now)
    {
        // Else what the next acknowledgment of new data answers was sent again in a recovery before, and its timestamp says nothing of this one.
        _awaitsTimestamp &= isFirstInFlight || _sentAgainAt is not null;
        _sentAgainAt ??= now;
        _sentAgainBytes += bytes;
    }

    /// <summary>Takes the first acknowledgment of new data since something was sent again (RFC 3522 3.2). True: it answers what was sent before.</summary>
    /// <param name="echoedMilliseconds">How long ago the echoed timestamp was sent; null: there is none.</param>
    /// <param name="now">The time.</param>
    public bool TakeAdvance(uint? echoedMilliseconds, Instant now)
    {
        if (!_awaitsTimestamp || _sentAgainAt is not Instant sentAgainAt)
        {
            return false;
        }

        _awaitsTimestamp = false;
        return TimestampEcho.IsBefore(echoedMilliseconds, sentAgainAt, now);
    }

    /// <summary>Takes a report that something arrived twice (RFC 2883). True: now all that was sent again did.</summary>
    public bool TakeDuplicate(SackBlock duplicate)
    {
        // What was sent before or after the recovery, the network has doubled.
        if (_sentAgainAt is null || duplicate.Start < _start || duplicate.End > _end)
        {
            return false;
        }

        _sentAgainBytes -= duplicate.End - duplicate.Start;
        return _sentAgainBytes <= 0;
    }

    /// <summary>
    /// Gives the window back (RFC 4015 3.4): the threshold at once; the window by as much as may be sent without a burst, and by slow start to the threshold.
    /// </summary>
    /// <param name="window">To be changed.</param>
    /// <param name="inFlight">Bytes in the network.</param>
    /// <param name="acknowledged">Bytes that the last acknowledgment acknowledged.</param>
    public void Restore(CongestionWindow window, int inFlight, int acknowledged)
    {
        IsOpen = false;
        window.SlowStartThreshold = Math.Max(window.SlowStartThreshold, _threshold);
        int burst = Math.Min(acknowledged, CongestionWindow.InitialWindow(window.MaximumSegmentSize));
        window.Size = Math.Max(window.Size, Math.Min(_size, inFlight + burst));
    }
}
