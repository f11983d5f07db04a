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

    /// <summary>What is at a place, now and after <see cref="Add"/>.</summary>
    /// <param name="place">That of destination and source.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="source">From where.</param>
    /// <param name="isKnown">It is their route, and as it was when it was added still holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly IpRoute TryFind(int place, IpAddress destination, IpAddress source, out bool isKnown)
    {
        ref readonly Entry entry = ref _entries[place];
        isKnown = entry.Generation == routes.Generation && entry.Destination == destination && entry.Source == source && entry.Route.Interface is not null;
        return ref entry.Route;
    }

    public void Add(int place, IpAddress destination, IpAddress source, in IpRoute route) =>
        _entries[place] = new Entry { Destination = destination, Source = source, Route = route, Generation = routes.Generation };

    /// <summary>Where the route from a source to a destination is, if it is here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(IpAddress destination, IpAddress source)
    {
        // Who leaves the source to the route asks twice: without one, and with the route's.
        ulong low = destination.LowBits ^ source.LowBits;
        return (int)((low ^ (low >> 8) ^ (low >> 16)) & (Capacity - 1));
    }

    private struct Entry
    {
        public IpAddress Destination;
        public IpAddress Source;
        public IpRoute Route;
        public uint Generation;
    }
}
