using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Destinations for which a router told a better first hop (RFC 4861 8.3), as routes for one address each. There are few: a router that says so for every
/// destination makes no more of them, and everything else goes by way of it.
/// </summary>
internal sealed class Redirects(NetworkInterface attached, RouteTable routes, StackClock clock)
{
    private const int Capacity = 16;
    private const int AddressBits = 128;

    // Networks change, and nobody takes a redirect back.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    // Oldest first.
    private readonly List<(Route Route, Instant Expires)> _entries = [];

    public Instant NextPoll => _entries.Count > 0 ? _entries[0].Expires : Instant.Never;

    /// <summary>Takes a redirect, if it is from the first hop that is used for its destination now (RFC 4861 8.1). False: it is not.</summary>
    /// <param name="router">Who sent it.</param>
    /// <param name="destination">For packets to this address.</param>
    /// <param name="target">The better first hop; the destination itself where it is a neighbour.</param>
    public bool TryAdd(IpAddress router, IpAddress destination, IpAddress target)
    {
        if (routes.Find(destination) is not { } used || used.Interface != attached || used.Gateway != router)
        {
            return false;
        }

        Remove(entry => entry.Destination.Address == destination);
        if (_entries.Count == Capacity)
        {
            Remove(entry => entry == _entries[0].Route);
        }

        Route route = new(new IpPrefix(destination, AddressBits), target == destination ? null : target, attached, AdvertisedRoutes.Metric);
        _entries.Add((route, clock.Now + s_lifetime));
        routes.Add(route);
        return true;
    }

    /// <summary>A first hop does not answer: what goes by way of it goes by the default router again.</summary>
    public void MarkUnreachable(IpAddress neighbor) => Remove(route => (route.Gateway ?? route.Destination.Address) == neighbor);

    public void Clear() => Remove(static _ => true);

    public void Poll()
    {
        while (NextPoll <= clock.Now)
        {
            Remove(route => route == _entries[0].Route);
        }
    }

    private void Remove(Predicate<Route> isRemoved)
    {
        foreach ((Route route, _) in _entries.FindAll(entry => isRemoved(entry.Route)))
        {
            routes.Remove(route);
            _entries.RemoveAll(entry => entry.Route == route);
        }
    }
}
