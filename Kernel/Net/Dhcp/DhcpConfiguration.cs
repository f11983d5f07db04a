using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a lease means for its interface: address, routes, name servers.</summary>
internal sealed class DhcpConfiguration(NetworkInterface attached, RouteTable routes, NameServers nameServers)
{

    private IpAddress? _address;
    private List<Route> _routes = [];

    /// <summary>Asks whether the lease's address is free; nothing else of the lease is used yet.</summary>
    public void Probe(DhcpLease lease, IAddressClaimant claimant, AddressProbing probing)
    {
        Withdraw();
        _address = lease.Address.Address;
        attached.SetAddress(new InterfaceAddress(lease.Address, AddressOrigin.Dhcp) { State = AddressState.Tentative });
        attached.Arp!.Claims.Probe(lease.Address.Address, claimant, probing, TimeSpan.Zero);
    }

    /// <summary>Sets what changed: a lease that was only extended changes nothing.</summary>
    public void Apply(DhcpLease lease)
    {
        _address = lease.Address.Address;
        attached.SetAddress(new InterfaceAddress(lease.Address, AddressOrigin.Dhcp) { ValidUntil = lease.Expiry });
        attached.LimitIpv4Mtu(lease.Mtu);
        Replace(DhcpRoutes.Of(lease, attached));

        // The search list is whole where there is one (RFC 3397 4).
        IEnumerable<string> ownDomain = lease.DomainName is { } domain ? [domain] : [];
        nameServers.Set(
            NameServerSource.Dhcp,
            attached.Index,
            NameServers.AtUsualPort(lease.DnsServers),
            lease.SearchDomains.Count > 0 ? lease.SearchDomains : ownDomain);
    }

    /// <summary>The lease is over: nothing of it may be used any more (RFC 2131 4.4.5).</summary>
    public void Withdraw()
    {
        if (_address is { } address)
        {
            _address = null;
            Replace([]);
            attached.LimitIpv4Mtu(null);
            attached.RemoveAddress(address);
            nameServers.Remove(NameServerSource.Dhcp, attached.Index);
        }
    }

    private void Replace(List<Route> current)
    {
        foreach (Route route in _routes)
        {
            if (!current.Contains(route))
            {
                routes.Remove(route);
            }
        }

        foreach (Route route in current)
        {
            routes.Add(route);
        }

        _routes = current;
    }
}
