using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>When a connection that makes no progress is given up (RFC 9293 3.8.3 and 3.9.1, the user timeout).</summary>
public sealed partial class TcpConnection
{
    // RFC 9293 3.8.3: R2 of at least 100 s for data and 3 minutes for a SYN.
    private const int DataTimeoutLimit = 15;
    private const int SynTimeoutLimit = 7;

    private TimeSpan _userTimeout;
    private Instant _stalledSince = Instant.Never;

    /// <summary>
    /// How long data may remain unacknowledged, be it in flight or held back by a closed window, before the connection ends with TimedOut; zero: as many
    /// retransmissions as RFC 9293 wants, and a closed window for ever. It also replaces keepalive's number of probes (as Linux's TCP_USER_TIMEOUT does).
    /// </summary>
    public TimeSpan UserTimeout
    {
        get => _userTimeout;
        set => _userTimeout = value > TimeSpan.Zero ? value : TimeSpan.Zero;
    }

    private bool HasUserTimeout => _userTimeout > TimeSpan.Zero;

    /// <summary>The send timer expired: ends the connection if that was once too often.</summary>
    private bool TryGiveUp(Instant now, int timeoutLimit)
    {
        if (_stalledSince == Instant.Never)
        {
            _stalledSince = now - _sender.RoundTrip.Timeout;
        }

        bool isOver = HasUserTimeout ? now - _stalledSince >= _userTimeout : _timeouts >= timeoutLimit;
        if (isOver)
        {
            _context.Counters.OrphansTimedOut += _isOrphan ? 1 : 0;
            End(_softError == TransportError.None ? TransportError.TimedOut : _softError);
        }

        return isOver;
    }

    /// <summary>The peer acknowledged something new.</summary>
    private void NoteProgress()
    {
        _timeouts = 0;
        _stalledSince = Instant.Never;
        _softError = TransportError.None;
    }

    // A backed-off timer must not sleep through it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Instant LimitByUserTimeout(Instant deadline) =>
        HasUserTimeout && _stalledSince != Instant.Never ? Instant.Earlier(deadline, _stalledSince + _userTimeout) : deadline;

    private bool IsPeerGone(KeepAlive keepAlive, Instant now) => HasUserTimeout
        ? keepAlive.Unanswered > 0 && now - _heardAt >= _userTimeout
        : keepAlive.Unanswered >= keepAlive.Probes;
}
