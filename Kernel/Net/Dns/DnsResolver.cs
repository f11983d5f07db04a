using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The stub resolver (RFC 1034 5.3.1): runs over UDP sockets of its own inside the stack. A queries only, until the stack speaks IPv6.</summary>
public sealed class DnsResolver
{
    // More lookups at a time than this end in TryAgain.
    private const int MaxLookups = 256;

    private readonly List<DnsLookup> _lookups = [];
    private readonly IReadOnlyList<NetworkInterface> _interfaces;
    private readonly StackClock _clock;
    private readonly string _hostName;
    private readonly NameServers _nameServers;
    private uint _nameServersSeen;

    internal DnsResolver(NameServers nameServers, UdpLayer udp, StackServices services, IReadOnlyList<NetworkInterface> interfaces, string hostName)
    {
        Udp = udp;
        Random = services.Random;
        Cache = new DnsCache(services.Clock);
        _clock = services.Clock;
        _nameServers = nameServers;
        _interfaces = interfaces;
        _hostName = hostName;
    }

    internal IReadOnlyList<IpEndpoint> Servers => _nameServers.Servers;

    internal UdpLayer Udp { get; }

    internal StackRandom Random { get; }

    internal DnsCache Cache { get; }

    internal Instant Now => _clock.Now;

    internal Instant NextPoll
    {
        get
        {
            Instant next = Instant.Never;
            foreach (DnsLookup lookup in _lookups)
            {
                next = Instant.Earlier(next, lookup.NextPoll);
            }

            return next;
        }
    }

    /// <summary>Begins a resolution. Literals, localhost (RFC 6761) and our own host name complete at once.</summary>
    public DnsQuery Resolve(string name, DnsAddressKinds kinds)
    {
        DnsQuery query = new(name);
        if (IpAddress.TryParse(name, out IpAddress literal))
        {
            bool isWanted = (kinds & (literal.IsIpv4 ? DnsAddressKinds.Ipv4 : DnsAddressKinds.Ipv6)) != 0;
            query.Complete(isWanted ? DnsStatus.Success : DnsStatus.NoData, isWanted ? [literal] : [], name);
        }
        else if (!DnsName.TryNormalize(name, out string normalized))
        {
            query.Complete(DnsStatus.NameNotFound, [], null);
        }
        else if ((kinds & DnsAddressKinds.Ipv4) == 0)
        {
            query.Complete(DnsStatus.NoData, [], null);
        }
        else if (FindOwn(normalized) is { } own)
        {
            query.Complete(DnsStatus.Success, own, normalized);
        }
        else
        {
            Find(query, new DnsQuestion(normalized, DnsRecordType.A));
        }

        return query;
    }

    /// <summary>Forgets a query nobody waits for any more.</summary>
    public void Cancel(DnsQuery query)
    {
        foreach (DnsLookup lookup in _lookups)
        {
            if (lookup.Queries.Remove(query) && lookup.Queries.Count == 0)
            {
                lookup.Cancel();
            }
        }
    }

    internal void Poll()
    {
        foreach (DnsLookup lookup in _lookups)
        {
            lookup.Poll();
        }

        _lookups.RemoveAll(static lookup => lookup.IsCompleted);
    }

    private void Find(DnsQuery query, DnsQuestion question)
    {
        if (_nameServersSeen != _nameServers.Generation)
        {
            _nameServersSeen = _nameServers.Generation;
            Cache.Clear();
        }

        if (Servers.Count == 0)
        {
            query.Complete(DnsStatus.Failed, [], null);
            return;
        }

        // Asked once however many wait: many questions for one name at a time are many chances for a forger (RFC 5452 5).
        DnsLookup? lookup = _lookups.Find(candidate => candidate.Question == question && !candidate.IsCompleted);
        if (lookup is null)
        {
            if (_lookups.Count >= MaxLookups)
            {
                query.Complete(DnsStatus.TryAgain, [], null);
                return;
            }

            // The cache is looked into by the poll that follows: only there is the time known.
            lookup = new DnsLookup(this, question);
            _lookups.Add(lookup);
        }

        lookup.Queries.Add(query);
    }

    /// <summary>localhost and what is under it (RFC 6761 6.3), and our own name; or null.</summary>
    private List<IpAddress>? FindOwn(string name)
    {
        if (name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return [IpAddress.LoopbackIpv4];
        }

        if (!name.Equals(_hostName, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        List<IpAddress> addresses = [];
        foreach (NetworkInterface attached in _interfaces)
        {
            foreach (InterfaceAddress own in attached.Addresses)
            {
                if (own.IsAssigned && !own.Address.IsLoopback)
                {
                    addresses.Add(own.Address);
                }
            }
        }

        return addresses.Count > 0 ? addresses : [IpAddress.LoopbackIpv4];
    }
}
