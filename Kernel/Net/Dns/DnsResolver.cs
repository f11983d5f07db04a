using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The stub resolver (RFC 1034 5.3.1): runs over sockets of its own inside the stack.</summary>
public sealed class DnsResolver
{
    // More at a time than these end in TryAgain.
    private const int MaxResolutions = 512;
    private const int MaxLookups = 256;

    private readonly List<NameResolution> _resolutions = [];
    private readonly List<NameLookup> _lookups = [];
    private readonly LocalNames _localNames;
    private readonly NameServers _nameServers;
    private readonly Func<IEnumerable<IpAddress>, IReadOnlyList<IpAddress>> _order;
    private readonly MulticastDns _multicast;
    private readonly StackClock _clock;
    private List<DnsServer> _servers = [];
    private uint _nameServersSeen;
    private int _firstServer;

    /// <param name="nameServers">Where to ask.</param>
    /// <param name="udp">How.</param>
    /// <param name="tcp">And how if UDP does not do.</param>
    /// <param name="services">Clock and randomness.</param>
    /// <param name="localNames">What is not to be asked.</param>
    /// <param name="order">Puts addresses in the order to try them.</param>
    /// <param name="multicast">Who asks the links.</param>
    internal DnsResolver(
        NameServers nameServers,
        UdpLayer udp,
        TcpLayer tcp,
        StackServices services,
        LocalNames localNames,
        Func<IEnumerable<IpAddress>, IReadOnlyList<IpAddress>> order,
        MulticastDns multicast)
    {
        Udp = udp;
        Tcp = tcp;
        Random = services.Random;
        Cache = new DnsCache(services.Clock);
        _nameServers = nameServers;
        _clock = services.Clock;
        _localNames = localNames;
        _order = order;
        _multicast = multicast;
    }

    /// <summary>How servers are asked; counts for what is resolved from now on.</summary>
    public DnsOptions Options { get; set; } = new();

    internal UdpLayer Udp { get; }

    internal TcpLayer Tcp { get; }

    internal StackRandom Random { get; }

    internal DnsCache Cache { get; }

    internal Instant Now => _clock.Now;

    /// <summary>Something is being asked, perhaps over a connection, whose progress only <see cref="Poll"/> looks at.</summary>
    internal bool IsBusy => _lookups.Count > 0 || _resolutions.Count > 0;

    internal Instant NextPoll
    {
        get
        {
            Instant next = Instant.Never;
            foreach (NameLookup lookup in _lookups)
            {
                next = Instant.Earlier(next, lookup.NextPoll);
            }

            foreach (NameResolution resolution in _resolutions)
            {
                next = Instant.Earlier(next, resolution.Deadline);
            }

            return next;
        }
    }

    /// <summary>Begins to resolve a name to its addresses. Literals, local names and what is cached complete at once.</summary>
    public DnsQuery Resolve(string name, DnsAddressKinds kinds)
    {
        DnsQuery query = new(name);
        if (IpAddress.TryParse(name, out IpAddress literal))
        {
            Complete(query, kinds, new DnsAnswer(DnsStatus.Success, [literal], name));
        }
        else if (!DnsName.TryNormalize(name, out string normalized))
        {
            Complete(query, kinds, DnsAnswer.Without(DnsStatus.NameNotFound));
        }
        else if (_localNames.Find(normalized) is { } known)
        {
            Complete(query, kinds, known);
        }
        else
        {
            List<string> candidates = SearchList.Expand(name, normalized, _nameServers.SearchDomains, Options.Dots);
            Begin(new NameResolution(this, query, candidates, TypesOf(kinds)));
        }

        return query;
    }

    /// <summary>Begins to look for the name of an address, which the query's CanonicalName will be.</summary>
    public DnsQuery ResolveAddress(IpAddress address)
    {
        DnsQuery query = new(address.ToString());
        if (_localNames.Find(address) is { } known)
        {
            query.Complete(DnsStatus.Success, [], known);
        }
        else
        {
            Begin(new NameResolution(this, query, [ReverseName.Of(address)], DnsRecordType.Ptr));
        }

        return query;
    }

    /// <summary>Forgets a query nobody waits for any more.</summary>
    public void Cancel(DnsQuery query)
    {
        int index = _resolutions.FindIndex(resolution => resolution.Query == query);
        if (index >= 0)
        {
            _resolutions[index].Cancel();
            _resolutions.RemoveAt(index);
        }
    }

    internal void Poll()
    {
        FollowNameServers();

        // Answers lead to further questions, whose lookups then stand at the end.
        for (int i = 0; i < _lookups.Count; i++)
        {
            if (!_lookups[i].IsCompleted)
            {
                _lookups[i].Poll();
            }
        }

        foreach (NameResolution resolution in _resolutions)
        {
            resolution.Poll();
        }

        _resolutions.RemoveAll(static resolution => resolution.Query.IsCompleted);
        _lookups.RemoveAll(static lookup => lookup.IsCompleted);
    }

    /// <summary>Asks a question, unless it is being asked already. Null: it is answered at once.</summary>
    internal NameLookup? Ask(DnsQuestion question, out DnsAnswer? answer)
    {
        answer = Cache.Find(question);
        if (answer is not null)
        {
            return null;
        }

        NameLookup? lookup = _lookups.Find(candidate => candidate.Question == question && !candidate.IsCompleted);
        if (lookup is not null)
        {
            return lookup;
        }

        answer = Refusal(question);
        if (answer is null)
        {
            lookup = MulticastLookup.IsFor(question.Name) ? new MulticastLookup(this, _multicast, question) : new ServerLookup(this, question);
            _lookups.Add(lookup);
        }

        return lookup;
    }

    /// <summary>The servers, in the order to ask them this time.</summary>
    internal IReadOnlyList<DnsServer> OrderServers()
    {
        if (!Options.Rotate || _servers.Count == 0)
        {
            return _servers;
        }

        int first = _firstServer++ % _servers.Count;
        return [.. _servers[first..], .. _servers[..first]];
    }

    /// <summary>Addresses in the order to try them.</summary>
    internal IReadOnlyList<IpAddress> Order(List<IpAddress> addresses) => addresses.Count < 2 ? addresses : _order(addresses);

    private static DnsRecordType[] TypesOf(DnsAddressKinds kinds) => kinds switch
    {
        DnsAddressKinds.Ipv4 => [DnsRecordType.A],
        DnsAddressKinds.Ipv6 => [DnsRecordType.Aaaa],
        DnsAddressKinds.Any => [DnsRecordType.Aaaa, DnsRecordType.A],
        _ => [],
    };

    /// <summary>Why a question cannot be asked, or null.</summary>
    private DnsAnswer? Refusal(in DnsQuestion question)
    {
        if (_lookups.Count >= MaxLookups)
        {
            return DnsAnswer.Without(DnsStatus.TryAgain);
        }

        if (MulticastLookup.IsFor(question.Name))
        {
            return _multicast.IsRunning ? null : DnsAnswer.Without(DnsStatus.NameNotFound);
        }

        return _servers.Count == 0 ? DnsAnswer.Without(DnsStatus.Failed) : null;
    }

    /// <summary>Completes a query with what of an answer is wanted.</summary>
    private void Complete(DnsQuery query, DnsAddressKinds kinds, DnsAnswer known)
    {
        List<IpAddress> wanted = [];
        foreach (IpAddress address in known.Addresses)
        {
            if ((kinds & (address.IsIpv4 ? DnsAddressKinds.Ipv4 : DnsAddressKinds.Ipv6)) != 0)
            {
                wanted.Add(address);
            }
        }

        bool isNothingLeft = known.Status == DnsStatus.Success && wanted.Count == 0;
        query.Complete(isNothingLeft ? DnsStatus.NoData : known.Status, Order(wanted), known.Name);
    }

    private void Begin(NameResolution resolution)
    {
        FollowNameServers();
        if (_resolutions.Count >= MaxResolutions)
        {
            resolution.Query.Complete(DnsStatus.TryAgain, [], null);
            return;
        }

        resolution.Start();
        if (!resolution.Query.IsCompleted)
        {
            _resolutions.Add(resolution);
        }
    }

    /// <summary>With other name servers it is another network: what was learnt is forgotten, and what is being asked is asked there.</summary>
    private void FollowNameServers()
    {
        if (_nameServersSeen == _nameServers.Generation)
        {
            return;
        }

        _nameServersSeen = _nameServers.Generation;
        Cache.Clear();
        List<DnsServer> servers = [];
        foreach (IpEndpoint endpoint in _nameServers.Servers)
        {
            servers.Add(_servers.Find(known => known.Endpoint == endpoint) ?? new DnsServer(endpoint));
        }

        _servers = servers;
        foreach (NameLookup lookup in _lookups)
        {
            if (!lookup.IsCompleted)
            {
                lookup.Restart();
            }
        }
    }
}
