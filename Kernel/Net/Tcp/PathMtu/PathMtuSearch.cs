using System;

namespace Sabos.Net;

/// <summary>
/// The search for the largest packet that a path takes (RFC 4821, RFC 8899), of a connection that sends smaller ones than its link would take: one
/// data segment at a time is larger than the rest, and whether it is acknowledged tells. Made when a connection's path MTU is first lowered.
/// Sizes are of IP packets, in bytes.
/// </summary>
internal sealed class PathMtuSearch
{
    // Close enough (RFC 8899 5.3: the step is the implementation's choice).
    private const int Resolution = 32;

    // PMTU_RAISE_TIMER of RFC 8899 5.1.1; RFC 1191 6.3 and RFC 8201 4 have the same.
    private static readonly TimeSpan s_raiseInterval = TimeSpan.FromMinutes(10);

    private Instant _dueAt;
    private int? _tooLarge;
    private SequenceNumber _start;
    private SequenceNumber _end;
    private int _chosen;
    private int _probed;

    /// <summary>A probe is under way.</summary>
    public bool IsProbing => _probed > 0;

    /// <summary>What was found is to stay as it is for ten minutes: a router said so, or the search is over.</summary>
    public void Rest(Instant now)
    {
        _dueAt = now + s_raiseInterval;
        _tooLarge = null;
        _probed = 0;
    }

    /// <summary>Larger packets seem to vanish: whether they do is to be found out as soon as smaller ones arrive.</summary>
    public void Begin(Instant now)
    {
        _dueAt = now;
        _tooLarge = null;
        _probed = 0;
    }

    /// <summary>The size to try now. False: not now.</summary>
    /// <param name="known">A size that arrives.</param>
    /// <param name="largest">The most that the link and the peer take.</param>
    /// <param name="now">The time.</param>
    /// <param name="size">More than known, and at most the largest.</param>
    public bool TryNext(int known, int largest, Instant now, out int size)
    {
        size = _tooLarge is int limit ? Math.Min((known + limit) / 2, largest) : largest;
        _chosen = size;
        return !IsProbing && _dueAt <= now && size > known;
    }

    /// <summary>The search has come as near to the limit as it should.</summary>
    public bool IsOver(int known) => _tooLarge is int limit && limit - known <= Resolution;

    /// <summary>A segment as large as was asked for last went out.</summary>
    public void TakeSent(SequenceNumber start, SequenceNumber end)
    {
        _start = start;
        _end = end;
        _probed = _chosen;
    }

    /// <summary>Something was sent again. If it was the probe, it was too large.</summary>
    public void TakeSentAgain(SequenceNumber start)
    {
        if (IsProbing && start == _start)
        {
            _tooLarge = _probed;
            _probed = 0;
        }
    }

    /// <summary>The peer has everything up to here. Not null: the size that turned out to arrive.</summary>
    public int? TakeAcknowledgment(SequenceNumber acknowledgment)
    {
        if (!IsProbing || acknowledgment < _end)
        {
            return null;
        }

        int size = _probed;
        _probed = 0;
        return size;
    }
}
