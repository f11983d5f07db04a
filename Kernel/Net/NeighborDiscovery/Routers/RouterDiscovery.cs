using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What one interface learns from routers (RFC 4861 6.3 and 8, RFC 4191, RFC 4862 5.5, RFC 8106): the composition of its parts.</summary>
internal sealed class RouterDiscovery
{
    private const ushort DnsPort = 53;

    private readonly NetworkInterface _interface;
    private readonly StackClock _clock;
    private readonly RouterDiscoveryCounters _counters;
    private readonly AddressAutoconfiguration _addresses;
    private readonly NameServers _nameServers;
    private readonly RouterSolicitor _solicitor;
    private readonly AdvertisedRoutes _routes;
    private readonly PrefixList _prefixes;
    private readonly Redirects _redirects;
    private bool _isLinkUnknown;
    private bool _hadDefault;

    /// <param name="attached">The interface.</param>
    /// <param name="services">The stack's.</param>
    /// <param name="routes">Where what routers offer is entered.</param>
    /// <param name="addresses">Makes addresses of prefixes.</param>
    /// <param name="solicit">Sends a router solicitation.</param>
    public RouterDiscovery(
        NetworkInterface attached, StackServices services, RouteTable routes, AddressAutoconfiguration addresses, Action solicit)
    {
        _interface = attached;
        _clock = services.Clock;
        _counters = services.Counters.Routers;
        _addresses = addresses;
        _nameServers = services.NameServers;
        _solicitor = new RouterSolicitor(services.Clock, services.Random, solicit);
        _routes = new AdvertisedRoutes(attached, routes, services.Clock);
        _prefixes = new PrefixList(attached, routes, services.Clock);
        _redirects = new Redirects(attached, routes, services.Clock);
        Parameters = new LinkParameters(attached.Device.Capabilities.Mtu);
    }

    public LinkParameters Parameters { get; }

    public IAdvertisedPrefixes Prefixes => _prefixes;

    /// <summary>M of the last advertisement: addresses by DHCPv6.</summary>
    public bool IsManaged { get; private set; }

    /// <summary>O of the last advertisement: other information by DHCPv6.</summary>
    public bool HasOtherInformation { get; private set; }

    public Instant NextPoll => Instant.Earlier(
        Instant.Earlier(_solicitor.NextPoll, _routes.NextPoll),
        Instant.Earlier(_prefixes.NextPoll, _redirects.NextPoll));

    /// <summary>Begins to ask for routers, on a link that may be another than before: nothing that was learnt there is relied on.</summary>
    public void Start()
    {
        _routes.Clear();
        _prefixes.Clear();
        _redirects.Clear();
        _nameServers.Remove(NameServerSource.RouterAdvertisement, _interface.Index);
        Parameters.Reset();
        _interface.NotifyRoutesChanged();
        IsManaged = false;
        HasOtherInformation = false;
        _isLinkUnknown = true;
        _solicitor.Start();
    }

    /// <summary>Takes an advertisement whose hop limit shows that it is from this link (RFC 4861 6.1.2, 6.3.4). False: it is not valid.</summary>
    public bool TryReceiveAdvertisement(IpAddress router, in Icmpv6Message message)
    {
        if (!router.IsLinkLocal || !RouterAdvertisement.TryParse(message, out RouterAdvertisement advertisement))
        {
            _counters.Invalid++;
            return false;
        }

        _counters.Advertisements++;
        byte hopLimit = Parameters.HopLimit;
        _counters.OutOfBounds += Parameters.TryTake(advertisement) ? 0 : 1;
        if (Parameters.HopLimit != hopLimit)
        {
            _interface.NotifyRoutesChanged();
        }

        IsManaged = advertisement.IsManaged;
        HasOtherInformation = advertisement.HasOtherInformation;
        Offer(new IpPrefix(IpAddress.AnyIpv6, 0), router, advertisement.Preference, _clock.Now + advertisement.RouterLifetime);
        if (advertisement.RouterLifetime != TimeSpan.Zero)
        {
            _solicitor.Stop();
        }

        ReceiveOptions(router, advertisement);
        return true;
    }

    /// <summary>Takes a redirect whose hop limit shows that it is from this link (RFC 4861 8.1, 8.3). False: it is not valid.</summary>
    public bool TryReceiveRedirect(IpAddress router, in Icmpv6Message message)
    {
        if (!router.IsLinkLocal
            || !RedirectMessage.TryParse(message, out RedirectMessage redirect)
            || !_redirects.TryAdd(router, redirect.Destination.InZone(_interface.Index), redirect.Target.InZone(_interface.Index)))
        {
            _counters.Invalid++;
            return false;
        }

        _counters.Redirects++;
        return true;
    }

    /// <summary>Neighbour unreachability detection gave a neighbour up.</summary>
    public void MarkUnreachable(IpAddress neighbor)
    {
        _routes.MarkUnreachable(neighbor);
        _redirects.MarkUnreachable(neighbor);
    }

    /// <summary>A neighbour says that it is no router (RFC 4861 7.2.5).</summary>
    public void MarkHost(IpAddress neighbor) => _routes.Remove(neighbor);

    public void Poll()
    {
        _routes.Poll();
        _prefixes.Poll();
        _redirects.Poll();
        if (_hadDefault && !_routes.HasDefault && !_solicitor.IsAsking)
        {
            _solicitor.Start();
        }

        _hadDefault = _routes.HasDefault;
        _solicitor.Poll();
    }

    private void ReceiveOptions(IpAddress router, in RouterAdvertisement advertisement)
    {
        List<IpPrefix> prefixes = [];
        foreach (NeighborOption option in advertisement.Options)
        {
            switch (option.Type)
            {
                case NeighborOptionType.PrefixInformation when PrefixInformation.TryParse(option, out PrefixInformation prefix):
                    _counters.NoRoom += _prefixes.TryUpdate(prefix, router) ? 0 : 1;
                    _addresses.ReceivePrefix(prefix);
                    prefixes.Add(prefix.Prefix);
                    break;
                case NeighborOptionType.RouteInformation when RouteInformation.TryParse(option, out RouteInformation route):
                    Offer(route.Prefix, router, route.Preference, Lifetime.Until(_clock.Now, route.Lifetime));
                    break;
                case NeighborOptionType.Mtu when option.Bytes.Length == 8:
                    TakeMtu(BinaryPrimitives.ReadUInt32BigEndian(option.Bytes[4..]));
                    break;
                case NeighborOptionType.RecursiveDnsServers when RecursiveDnsServers.TryParse(option, out RecursiveDnsServers servers):
                    TakeNameServers(servers);
                    break;
                case NeighborOptionType.DnsSearchList:
                    TakeSearchDomains(option);
                    break;
            }
        }

        if (_isLinkUnknown)
        {
            _isLinkUnknown = false;
            _addresses.DeprecateAllBut(prefixes);
        }
    }

    private void Offer(IpPrefix destination, IpAddress router, int preference, Instant expires) =>
        _counters.NoRoom += _routes.TryUpdate(destination, router, preference, expires) ? 0 : 1;

    private void TakeMtu(uint told)
    {
        int before = Parameters.Mtu;
        _counters.OutOfBounds += Parameters.TryTakeMtu(told) ? 0 : 1;
        if (Parameters.Mtu != before)
        {
            _interface.NotifyRoutesChanged();
        }
    }

    private void TakeNameServers(in RecursiveDnsServers servers)
    {
        Instant expires = Lifetime.Until(_clock.Now, servers.Lifetime);
        for (int i = 0; i < servers.Count; i++)
        {
            IpEndpoint server = new(servers[i].InZone(_interface.Index), DnsPort);
            _nameServers.Update(NameServerSource.RouterAdvertisement, _interface.Index, server, expires);
        }
    }

    private void TakeSearchDomains(in NeighborOption option)
    {
        Instant expires = Lifetime.Until(_clock.Now, DnsSearchList.Lifetime(option));
        foreach (string domain in DnsSearchList.Read(option))
        {
            _nameServers.Update(NameServerSource.RouterAdvertisement, _interface.Index, domain, expires);
        }
    }
}
