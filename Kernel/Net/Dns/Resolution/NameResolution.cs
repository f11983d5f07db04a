using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// What a program asked for, as questions: of each name that it may have meant, one after the other, the records of each type wanted, all at once.
/// The first name that exists with records is the one.
/// </summary>
internal sealed class NameResolution
{
    private readonly DnsResolver _resolver;
    private readonly IReadOnlyList<string> _candidates;
    private readonly DnsRecordType[] _types;
    private readonly List<NameLookup> _lookups = [];
    private readonly List<DnsAnswer> _answers = [];
    private bool _isAnyName;
    private int _next;

    /// <param name="resolver">Who asks.</param>
    /// <param name="query">What the program holds.</param>
    /// <param name="candidates">The names, in order.</param>
    /// <param name="types">The types of records.</param>
    public NameResolution(DnsResolver resolver, DnsQuery query, IReadOnlyList<string> candidates, params DnsRecordType[] types)
    {
        _resolver = resolver;
        _candidates = candidates;
        _types = types;
        Query = query;
    }

    public DnsQuery Query { get; }

    /// <summary>When what is there has to do: a program does not wait for long for the second half of an answer.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Asks for the next name.</summary>
    public void Start()
    {
        if (_next == _candidates.Count)
        {
            Finish(_isAnyName ? DnsStatus.NoData : DnsStatus.NameNotFound);
            return;
        }

        string name = _candidates[_next++];
        _lookups.Clear();
        _answers.Clear();
        foreach (DnsRecordType type in _types)
        {
            if (_resolver.Ask(new DnsQuestion(name, type), out DnsAnswer? answer) is { } lookup)
            {
                _lookups.Add(lookup);
                lookup.Join(this);
            }
            else
            {
                _answers.Add(answer!);
            }
        }

        Judge();
    }

    /// <summary>One of the questions was answered.</summary>
    public void OnAnswered(DnsAnswer answer)
    {
        _answers.Add(answer);
        Judge();
    }

    public void Poll()
    {
        if (Deadline <= _resolver.Now)
        {
            Finish(DnsStatus.Success);
        }
    }

    public void Cancel()
    {
        foreach (NameLookup lookup in _lookups)
        {
            lookup.Leave(this);
        }
    }

    private void Judge()
    {
        bool isSuccess = Contains(DnsStatus.Success);
        if (_answers.Count < _types.Length)
        {
            Deadline = isSuccess ? _resolver.Now + _resolver.Options.Timeout : Instant.Never;
        }
        else if (isSuccess)
        {
            Finish(DnsStatus.Success);
        }
        else if (Contains(DnsStatus.TryAgain) || Contains(DnsStatus.Failed))
        {
            // Whether this name exists is not known: the next one could be somebody else's.
            Finish(Contains(DnsStatus.TryAgain) ? DnsStatus.TryAgain : DnsStatus.Failed);
        }
        else
        {
            _isAnyName |= Contains(DnsStatus.NoData);
            Start();
        }
    }

    private bool Contains(DnsStatus status) => _answers.Exists(answer => answer.Status == status);

    private void Finish(DnsStatus status)
    {
        Cancel();
        List<IpAddress> addresses = [];
        string? name = null;
        foreach (DnsAnswer answer in _answers)
        {
            addresses.AddRange(answer.Addresses);
            name ??= answer.Name;
        }

        Query.Complete(status, _resolver.Order(addresses), name);
    }
}
