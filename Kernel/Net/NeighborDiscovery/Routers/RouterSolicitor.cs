using System;

namespace Sabos.Net;

/// <summary>
/// Asks for routers until one advertises itself: seldom, but for ever (RFC 7559 2), because the first questions are lost where the link takes its time to
/// come up. RFC 4861 6.3.7 would wait a random second first, so that many machines do not ask in step; a machine that is ready in less than one does not.
/// </summary>
internal sealed class RouterSolicitor(StackClock clock, StackRandom random, Action solicit)
{
    private readonly ExponentialBackoff _backoff = new(random, first: TimeSpan.FromSeconds(4), longest: TimeSpan.FromSeconds(3600));

    public Instant NextPoll { get; private set; } = Instant.Never;

    public bool IsAsking => NextPoll != Instant.Never;

    /// <summary>Asks at the next poll.</summary>
    public void Start()
    {
        _backoff.Restart();
        NextPoll = clock.Now;
    }

    /// <summary>A router has advertised itself.</summary>
    public void Stop() => NextPoll = Instant.Never;

    public void Poll()
    {
        if (NextPoll <= clock.Now)
        {
            NextPoll = clock.Now + _backoff.Next();
            solicit();
        }
    }
}
