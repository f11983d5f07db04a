using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The routes found last, for packets that follow each other. A place for each group of destinations: strangers can push a route out, which costs a
/// search, and nothing else. What was found under an earlier generation of the table is not used.
/// </summary>
internal sealed class RouteCache(RouteTable routes)
{
    private const int Capacity = 64;

    private readonly Entry[] _entries = new Entry[Capacity];

    /// <summary>The route to a destination from this source, as it was when it was added, if it still holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in IpAddress destination, in IpAddress source, out IpRoute route)
    {
        ref readonly Entry entry = ref _entries[IndexOf(destination, source)];
        route = entry.Route;
        return entry.Generation == routes.Generation && entry.Destination == destination && entry.Source == source && route.Interface is not null;
    }

    public void Add(IpAddress destination, IpAddress source, in IpRoute route) =>
        _entries[IndexOf(destination, source)] = new Entry(destination, source, route, routes.Generation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(in IpAddress destination, in IpAddress source)
    {
        // Who leaves the source to the route asks twice: without one, and with the route's.
        ulong low = destination.LowBits ^ source.LowBits;
        return (int)((low ^ (low >> 8) ^ (low >> 16)) & (Capacity - 1));
    }

    private readonly record struct Entry(IpAddress Destination, IpAddress Source, IpRoute Route, uint Generation);
}
