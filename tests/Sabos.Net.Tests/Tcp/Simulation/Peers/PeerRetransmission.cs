using System;

namespace Sabos.Net.Tests;

/// <summary>When a peer sends again what is not acknowledged.</summary>
internal sealed class PeerRetransmission
{
    private const int MostAttempts = 80;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private TimeSpan _timeout = s_first;
    private int _attempts;

    public Instant DueAt { get; private set; } = Instant.Never;

    public bool IsHopeless => _attempts > MostAttempts;

    /// <summary>There was progress, and more to wait for.</summary>
    public void Restart(Instant now)
    {
        _attempts = 0;
        _timeout = s_first;
        DueAt = now + _timeout;
    }

    /// <summary>There is something to wait for.</summary>
    public void Begin(Instant now) => DueAt = Instant.Earlier(DueAt, now + _timeout);

    public void BackOff(Instant now)
    {
        _attempts++;
        _timeout = TimeSpan.FromTicks(Math.Min(2 * _timeout.Ticks, s_longest.Ticks));
        DueAt = now + _timeout;
    }

    /// <summary>There is an answer, though no progress: the window is closed, and who asks does not give up (RFC 9293 3.8.6.1).</summary>
    public void TakeAnswer() => _attempts = 0;

    public void Stop() => DueAt = Instant.Never;
}
