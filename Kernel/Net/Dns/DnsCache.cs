using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Answers kept for their time to live, within bounds.</summary>
internal sealed class DnsCache(StackClock clock)
{
    public const int Capacity = 128;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Dictionary<DnsQuestion, DnsAnswer> _answers = [];

    public DnsAnswer? Find(in DnsQuestion question)
    {
        if (!_answers.TryGetValue(question, out DnsAnswer? answer))
        {
            return null;
        }

        if (answer.Expires > clock.Now)
        {
            return answer;
        }

        _answers.Remove(question);
        return null;
    }

    public void Add(in DnsQuestion question, IReadOnlyList<IpAddress> addresses, string canonicalName, uint timeToLive)
    {
        if (timeToLive == 0)
        {
            return;
        }

        if (_answers.Count >= Capacity && !_answers.ContainsKey(question))
        {
            RemoveSoonest();
        }

        TimeSpan lifetime = TimeSpan.FromSeconds(timeToLive);
        _answers[question] = new DnsAnswer(addresses, canonicalName, clock.Now + (lifetime < s_longest ? lifetime : s_longest));
    }

    public void Clear() => _answers.Clear();

    private void RemoveSoonest()
    {
        DnsQuestion soonest = default;
        Instant earliest = Instant.Never;
        foreach ((DnsQuestion question, DnsAnswer answer) in _answers)
        {
            if (answer.Expires < earliest)
            {
                (soonest, earliest) = (question, answer.Expires);
            }
        }

        _answers.Remove(soonest);
    }
}
