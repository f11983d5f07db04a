using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The default router list (RFC 4861 5.1) and the more specific routes (RFC 4191) of one interface. For each prefix the best router's offer is in the route
/// table: one that is not known to be unreachable before one that is, then the one with the highest preference (RFC 4191 3.2). Where none answers they take
/// turns, so that one that is back is found (RFC 4861 6.3.6).
/// </summary>
internal sealed class AdvertisedRoutes(NetworkInterface attached, RouteTable routes, StackClock clock)
{
    /// <summary>Behind whatever was configured by hand.</summary>
    public const int Metric = 1024;

    // First come, first served: a flood of offers pushes nobody out. RFC 4861 6.3.4 wants two routers at least.
    private const int Capacity = 16;

    private readonly List<AdvertisedRoute> _offers = [];
    private readonly List<Route> _installed = [];
    private int _failures;

    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>There is a default router.</summary>
    public bool HasDefault => _offers.Exists(static offer => offer.Destination.Length == 0);

    /// <summary>Takes an offer; one that has expired already is withdrawn. False: there is no room for it.</summary>
    public bool TryUpdate(IpPrefix destination, IpAddress router, int preference, Instant expires)
    {
        AdvertisedRoute? offer = _offers.Find(known => known.Destination == destination && known.Router == router);
        if (expires <= clock.Now)
        {
            if (offer is not null)
            {
                _offers.Remove(offer);
                Install();
            }

            return true;
        }

        if (offer is null)
        {
            if (_offers.Count == Capacity)
            {
                return false;
            }

            offer = new AdvertisedRoute(destination, router);
            _offers.Add(offer);
        }

        offer.Preference = preference;
        offer.Expires = expires;
        offer.Failure = 0;
        Install();
        return true;
    }

    /// <summary>The router does not answer its neighbours' questions any more (RFC 4861 7.3.3).</summary>
    public void MarkUnreachable(IpAddress router)
    {
        _failures++;
        foreach (AdvertisedRoute offer in _offers)
        {
            offer.Failure = offer.Router == router ? _failures : offer.Failure;
        }

        Install();
    }

    /// <summary>It says that it is no router any more (RFC 4861 7.2.5).</summary>
    public void Remove(IpAddress router)
    {
        _offers.RemoveAll(offer => offer.Router == router);
        Install();
    }

    /// <summary>Forgets everything: the link was away, and may lead elsewhere now.</summary>
    public void Clear()
    {
        _offers.Clear();
        Install();
    }

    public void Poll()
    {
        if (NextPoll <= clock.Now)
        {
            _offers.RemoveAll(offer => offer.Expires <= clock.Now);
            Install();
        }
    }

    private void Install()
    {
        List<Route> wanted = [];
        NextPoll = Instant.Never;
        foreach (AdvertisedRoute offer in _offers)
        {
            NextPoll = Instant.Earlier(NextPoll, offer.Expires);
            if (!_offers.Exists(other => other.Destination == offer.Destination && IsBetter(other, offer)))
            {
                wanted.Add(new Route(offer.Destination, offer.Router, attached, Metric));
            }
        }

        foreach (Route route in _installed)
        {
            if (!wanted.Contains(route))
            {
                routes.Remove(route);
            }
        }

        _installed.Clear();
        foreach (Route route in wanted)
        {
            routes.Add(route);
            _installed.Add(route);
        }
    }

    /// <summary>The one heard of first among equals.</summary>
    private bool IsBetter(AdvertisedRoute left, AdvertisedRoute right)
    {
        if (left.Failure != right.Failure)
        {
            return left.Failure < right.Failure;
        }

        return left.Preference != right.Preference
            ? left.Preference > right.Preference
            : _offers.IndexOf(left) < _offers.IndexOf(right);
    }
}
