using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// One question being answered, once for all who ask it meanwhile: many equal questions at a time would be many chances for a forger (RFC 5452 5).
/// </summary>
internal abstract class NameLookup(DnsQuestion question)
{
    private readonly List<NameResolution> _waiters = [];

    public DnsQuestion Question { get; } = question;

    public bool IsCompleted { get; private set; }

    public abstract Instant NextPoll { get; }

    public abstract void Poll();

    /// <summary>Begins anew: other servers are to be asked than until now.</summary>
    public abstract void Restart();

    public void Join(NameResolution waiter) => _waiters.Add(waiter);

    /// <summary>Goes on without one who waited; without anybody the lookup ends.</summary>
    public void Leave(NameResolution waiter)
    {
        if (_waiters.Remove(waiter) && _waiters.Count == 0 && !IsCompleted)
        {
            IsCompleted = true;
            Release();
        }
    }

    protected void Complete(DnsAnswer answer)
    {
        IsCompleted = true;
        Release();
        NameResolution[] waiters = [.. _waiters];
        foreach (NameResolution waiter in waiters)
        {
            waiter.OnAnswered(answer);
        }
    }

    /// <summary>Gives back what the lookup holds.</summary>
    protected abstract void Release();
}
