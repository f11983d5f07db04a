using System.Collections.Generic;
using System.Linq;

namespace Sabos.Net;

/// <summary>What a lease means for its interface: address, routes, name servers.</summary>
internal sealed class DhcpConfiguration(NetworkInterface attached, RouteTable routes, NameServers nameServers)
{
    private const ushort DnsPort = 53;

    private DhcpLease? _applied;
    private List<Route> _routes = [];

    /// <summary>Sets what changed: a lease that was only extended changes nothing.</summary>
    public void Apply(DhcpLease lease)
    {
        if (_applied is { } previous && previous.Address != lease.Address)
        {
            Withdraw();
        }

        attached.SetAddress(new InterfaceAddress(lease.Address, AddressOrigin.Dhcp));
        Replace(DhcpRoutes.Of(lease, attached));
        _applied = lease;

        // The search list is whole where there is one (RFC 3397 4).
        IEnumerable<string> ownDomain = lease.DomainName is { } domain ? [domain] : [];
        nameServers.Set(
            NameServerSource.Dhcp,
            attached.Index,
            lease.DnsServers.Select(static address => new IpEndpoint(address, DnsPort)),
            lease.SearchDomains.Count > 0 ? lease.SearchDomains : ownDomain);
    }

    /// <summary>The lease is over: nothing of it may be used any more (RFC 2131 4.4.5).</summary>
    public void Withdraw()
    {
        if (_applied is { } lease)
        {
            _applied = null;
            Replace([]);
            attached.RemoveAddress(lease.Address.Address);
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
