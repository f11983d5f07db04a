namespace Sabos.Net;

/// <summary>
/// One deadline of a connection in the <see cref="TimerQueue"/>. Moving it later costs nothing: the queue notices when the earlier time comes.
/// </summary>
internal sealed class DeadlineTimer
{
    public DeadlineTimer(ITimerOwner owner) => Owner = owner;

    public ITimerOwner Owner { get; }

    /// <summary>When it is to expire; Never: it is off. Set through the queue.</summary>
    public Instant Deadline { get; set; } = Instant.Never;

    /// <summary>The time it is queued under, at most Deadline; meaningless while Index is negative.</summary>
    public Instant Queued { get; set; }

    /// <summary>Its place in the heap, or -1.</summary>
    public int Index { get; set; } = -1;
}

/// <summary>Whom a timer tells.</summary>
internal interface ITimerOwner
{
    void TimerExpired(Instant now);
}
