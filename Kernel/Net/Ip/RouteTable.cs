using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Routes, looked up by longest prefix.</summary>
public sealed class RouteTable
{
    // Longest prefix first, then lowest metric: the first that covers a destination is its route.
    private readonly List<Route> _routes = [];
    private readonly IStackEvents _events;

    internal RouteTable(IStackEvents events) => _events = events;

    public IReadOnlyList<Route> Routes => _routes;

    /// <summary>Advances with every change of the routes or of an interface's addresses: what was found before may no longer hold.</summary>
    internal uint Generation { get; private set; }

    /// <summary>Adds a route; one that is there already is not doubled.</summary>
    public void Add(Route route)
    {
        if (_routes.Contains(route))
        {
            return;
        }

        int index = 0;
        while (index < _routes.Count && Compare(_routes[index], route) <= 0)
        {
            index++;
        }

        _routes.Insert(index, route);
        Generation++;
        _events.OnConfigurationChanged();
    }

    public bool Remove(Route route)
    {
        bool removed = _routes.Remove(route);
        if (removed)
        {
            Generation++;
            _events.OnConfigurationChanged();
        }

        return removed;
    }

    internal void AddressesChanged() => Generation++;

    internal Route? Find(IpAddress destination)
    {
        foreach (Route route in _routes)
        {
            if (route.Destination.Contains(destination))
            {
                return route;
            }
        }

        return null;
    }

    private static int Compare(Route left, Route right) => left.Destination.Length != right.Destination.Length
        ? right.Destination.Length.CompareTo(left.Destination.Length)
        : left.Metric.CompareTo(right.Metric);
}
