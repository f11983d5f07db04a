using System;

namespace Sabos.Net;

/// <summary>What a lease means for its interface: address, default route, name servers.</summary>
internal sealed class DhcpConfiguration(NetworkInterface attached, RouteTable routes, Action<DhcpLease?> leaseChanged)
{
    private DhcpLease? _applied;
    private Route? _route;

    /// <summary>Sets what changed: a lease that was only extended changes nothing.</summary>
    public void Apply(DhcpLease lease)
    {
        if (_applied is { } previous && previous.Address != lease.Address)
        {
            Withdraw();
        }

        attached.SetAddress(new InterfaceAddress(lease.Address, AddressOrigin.Dhcp));
        Route? route = lease.Routers.Count > 0 ? new Route(new IpPrefix(IpAddress.AnyIpv4, 0), lease.Routers[0], attached) : null;
        if (route != _route)
        {
            RemoveRoute();
            _route = route;
        }

        if (_route is not null)
        {
            routes.Add(_route);
        }

        _applied = lease;
        leaseChanged(lease);
    }

    /// <summary>The lease is over: nothing of it may be used any more (RFC 2131 4.4.5).</summary>
    public void Withdraw()
    {
        if (_applied is { } lease)
        {
            _applied = null;
            RemoveRoute();
            attached.RemoveAddress(lease.Address.Address);
            leaseChanged(null);
        }
    }

    private void RemoveRoute()
    {
        if (_route is not null)
        {
            routes.Remove(_route);
            _route = null;
        }
    }
}
