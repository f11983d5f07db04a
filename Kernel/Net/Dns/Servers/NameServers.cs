using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// The name servers to ask and the domains to search, from every source that tells of some: each source has a set of its own for each interface,
/// and what is used is all of them together, in the sources' order of precedence.
/// </summary>
public sealed class NameServers
{
    private readonly List<NameServerSet> _sets = [];
    private readonly StackClock _clock;
    private readonly IStackEvents _events;
    private IpEndpoint[] _servers = [];
    private string[] _searchDomains = [];

    internal NameServers(StackClock clock, IStackEvents events)
    {
        _clock = clock;
        _events = events;
    }

    /// <summary>Where to ask, in order, each once.</summary>
    public IReadOnlyList<IpEndpoint> Servers => _servers;

    /// <summary>What to append to names that are not whole, in order, each once; in lower case and without the final dot.</summary>
    public IReadOnlyList<string> SearchDomains => _searchDomains;

    /// <summary>Advances with every change: answers from before are another network's.</summary>
    internal uint Generation { get; private set; }

    internal Instant NextPoll
    {
        get
        {
            Instant next = Instant.Never;
            foreach (NameServerSet set in _sets)
            {
                next = Instant.Earlier(next, set.NextExpiry);
            }

            return next;
        }
    }

    /// <summary>Replaces what a source told on an interface by what holds until it is replaced itself.</summary>
    /// <param name="source">Who tells.</param>
    /// <param name="interfaceIndex">Where; 0 for none in particular.</param>
    /// <param name="servers">Addresses and ports; what cannot be a server is left out.</param>
    /// <param name="searchDomains">As text; what is not a domain's name is left out.</param>
    public void Set(NameServerSource source, int interfaceIndex, IEnumerable<IpEndpoint> servers, IEnumerable<string> searchDomains)
    {
        NameServerSet set = Find(source, interfaceIndex);
        set.Servers.Clear();
        set.SearchDomains.Clear();
        foreach (IpEndpoint server in servers)
        {
            Add(set, server, Instant.Never);
        }

        foreach (string domain in searchDomains)
        {
            Add(set, domain, Instant.Never);
        }

        Combine();
    }

    /// <summary>Servers of which only the addresses are told.</summary>
    public static IEnumerable<IpEndpoint> AtUsualPort(IEnumerable<IpAddress> addresses)
    {
        const ushort DnsPort = 53;
        foreach (IpAddress address in addresses)
        {
            yield return new IpEndpoint(address, DnsPort);
        }
    }

    /// <summary>Adds a server until a time, or prolongs it, or (a time that has come) removes it (RFC 8106 5.1, 6.2).</summary>
    public void Update(NameServerSource source, int interfaceIndex, IpEndpoint server, Instant expires)
    {
        Add(Find(source, interfaceIndex), server, expires);
        Combine();
    }

    /// <summary>Adds a search domain until a time, or prolongs it, or (a time that has come) removes it (RFC 8106 5.2, 6.2).</summary>
    public void Update(NameServerSource source, int interfaceIndex, string searchDomain, Instant expires)
    {
        Add(Find(source, interfaceIndex), searchDomain, expires);
        Combine();
    }

    /// <summary>Forgets what a source told on an interface.</summary>
    public void Remove(NameServerSource source, int interfaceIndex)
    {
        _sets.RemoveAll(set => set.Source == source && set.InterfaceIndex == interfaceIndex);
        Combine();
    }

    internal void Poll()
    {
        if (NextPoll > _clock.Now)
        {
            return;
        }

        foreach (NameServerSet set in _sets)
        {
            set.Servers.RemoveExpired(_clock.Now);
            set.SearchDomains.RemoveExpired(_clock.Now);
        }

        Combine();
    }

    private void Add(NameServerSet set, IpEndpoint server, Instant expires)
    {
        // A link-local server is on the link that it was told of on.
        IpAddress address = server.Address.LacksZone ? server.Address.InZone(set.InterfaceIndex) : server.Address;
        bool isForHere = !address.IsLoopback || set.Source == NameServerSource.Static;
        if (server.Port != 0 && !address.IsUnspecified && !address.IsMulticast && !address.IsLimitedBroadcast && isForHere)
        {
            set.Servers.Update(server with { Address = address }, expires, _clock.Now);
        }
    }

    private void Add(NameServerSet set, string searchDomain, Instant expires)
    {
        if (DnsName.TryNormalize(searchDomain, out string domain))
        {
            set.SearchDomains.Update(domain, expires, _clock.Now);
        }
    }

    private NameServerSet Find(NameServerSource source, int interfaceIndex)
    {
        NameServerSet? found = _sets.Find(set => set.Source == source && set.InterfaceIndex == interfaceIndex);
        if (found is null)
        {
            found = new NameServerSet(source, interfaceIndex);
            _sets.Add(found);
            _sets.Sort(static (left, right) => (left.Source, left.InterfaceIndex).CompareTo((right.Source, right.InterfaceIndex)));
        }

        return found;
    }

    private void Combine()
    {
        List<IpEndpoint> servers = [];
        List<string> searchDomains = [];
        foreach (NameServerSet set in _sets)
        {
            set.Servers.AddTo(servers);
            set.SearchDomains.AddTo(searchDomains);
        }

        if (!_servers.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(servers)) || !_searchDomains.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(searchDomains)))
        {
            _servers = [.. servers];
            _searchDomains = [.. searchDomains];
            Generation++;
            _events.OnConfigurationChanged();
        }
    }
}
