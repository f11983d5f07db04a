using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Answers kept for their time to live and not longer, within bounds; that there is none counts as an answer (RFC 2308).</summary>
internal sealed class DnsCache(StackClock clock)
{
    public const int Capacity = 256;

    // RFC 2308 5 finds one to three hours sensible for what does not exist; nobody's failure is believed for long (RFC 9520 3.2).
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longestNegative = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_failure = TimeSpan.FromSeconds(5);

    private readonly Dictionary<DnsQuestion, (DnsAnswer Answer, Instant Expires)> _answers = [];

    public int Count => _answers.Count;

    /// <summary>The answer that still holds, or null. A name that does not exist has no records of any type (RFC 2308 5).</summary>
    public DnsAnswer? Find(in DnsQuestion question) => FindExact(question) ?? FindExact(question with { Type = DnsRecordType.Any });

    /// <summary>Keeps an answer for as long as its kind allows.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answer">How it was answered.</param>
    /// <param name="timeToLive">Seconds; 0: it is not kept (RFC 1035 3.2.1). A failure's time is ours to say.</param>
    public void Add(DnsQuestion question, DnsAnswer answer, uint timeToLive)
    {
        TimeSpan lifetime = answer.Status switch
        {
            DnsStatus.Success => Lesser(timeToLive, s_longest),
            DnsStatus.NameNotFound or DnsStatus.NoData => Lesser(timeToLive, s_longestNegative),
            _ => s_failure,
        };
        if (lifetime == TimeSpan.Zero)
        {
            return;
        }

        if (answer.Status == DnsStatus.NameNotFound)
        {
            question = question with { Type = DnsRecordType.Any };
        }

        if (_answers.Count >= Capacity && !_answers.ContainsKey(question))
        {
            RemoveSoonest();
        }

        _answers[question] = (answer, clock.Now + lifetime);
    }

    public void Clear() => _answers.Clear();

    private static TimeSpan Lesser(uint seconds, TimeSpan most)
    {
        TimeSpan lifetime = TimeSpan.FromSeconds(seconds);
        return lifetime < most ? lifetime : most;
    }

    private DnsAnswer? FindExact(in DnsQuestion question)
    {
        if (!_answers.TryGetValue(question, out (DnsAnswer Answer, Instant Expires) entry))
        {
            return null;
        }

        if (entry.Expires > clock.Now)
        {
            return entry.Answer;
        }

        _answers.Remove(question);
        return null;
    }

    private void RemoveSoonest()
    {
        DnsQuestion soonest = default;
        Instant earliest = Instant.Never;
        foreach ((DnsQuestion question, (_, Instant expires)) in _answers)
        {
            if (expires < earliest)
            {
                (soonest, earliest) = (question, expires);
            }
        }

        _answers.Remove(soonest);
    }
}
