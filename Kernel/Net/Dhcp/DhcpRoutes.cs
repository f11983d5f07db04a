using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The routes that a lease brings.</summary>
internal static class DhcpRoutes
{
    private const int HostLength = 32;

    private static readonly IpPrefix s_everything = new(IpAddress.AnyIpv4, 0);

    /// <summary>
    /// Classless routes where there are any, else a default route by the first router (RFC 3442). A router that no station of the link can be is left
    /// out, except for a lease without a subnet of its own, where it is on the link because the server says so.
    /// </summary>
    public static List<Route> Of(DhcpLease lease, NetworkInterface attached)
    {
        List<IpPrefix> onLink = [lease.Address];
        List<Route> routes = [];
        if (lease.ClasslessRoutes.Count > 0)
        {
            // That of the subnet comes with the address.
            foreach (DhcpRoute route in lease.ClasslessRoutes)
            {
                if (route.Gateway is null && route.Destination != lease.Address.Network)
                {
                    onLink.Add(route.Destination);
                    routes.Add(new Route(route.Destination, Gateway: null, attached));
                }
            }

            foreach (DhcpRoute route in lease.ClasslessRoutes)
            {
                Add(routes, onLink, lease, new Route(route.Destination, route.Gateway, attached));
            }
        }
        else if (lease.Routers.Count > 0)
        {
            Add(routes, onLink, lease, new Route(s_everything, lease.Routers[0], attached));
        }

        return routes;
    }

    private static void Add(List<Route> routes, List<IpPrefix> onLink, DhcpLease lease, Route route)
    {
        if (route.Gateway is not { } gateway || gateway == lease.Address.Address)
        {
            return;
        }

        if (!onLink.Exists(prefix => prefix.Contains(gateway)))
        {
            if (lease.Address.Length < HostLength)
            {
                return;
            }

            onLink.Add(new IpPrefix(gateway, HostLength));
            routes.Add(new Route(new IpPrefix(gateway, HostLength), Gateway: null, route.Interface));
        }

        routes.Add(route);
    }
}
