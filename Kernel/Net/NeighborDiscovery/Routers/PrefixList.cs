using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The prefix list of one interface (RFC 4861 5.1): whose addresses are neighbours, each as a route to the link itself, because routers say so and for no
/// other reason (RFC 5942 4); and which router tells of which prefix (RFC 6724 5, rule 5.5).
/// </summary>
internal sealed class PrefixList(NetworkInterface attached, RouteTable routes, StackClock clock) : IAdvertisedPrefixes
{
    /// <summary>Before any router's offer for the same prefix, behind whatever was configured by hand.</summary>
    public const int Metric = 256;

    private const int Capacity = 16;

    private readonly List<AdvertisedPrefix> _prefixes = [];

    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>Takes what a router says of a prefix. False: there is no room for it.</summary>
    public bool TryUpdate(in PrefixInformation information, IpAddress router)
    {
        IpPrefix prefix = information.Prefix;
        Instant expires = Lifetime.Until(clock.Now, information.ValidLifetime);
        AdvertisedPrefix? known = _prefixes.Find(entry => entry.Prefix == prefix);
        if (known is null)
        {
            if (expires <= clock.Now)
            {
                return true;
            }

            if (_prefixes.Count == Capacity)
            {
                return false;
            }

            known = new AdvertisedPrefix(prefix);
            _prefixes.Add(known);
        }

        known.Expires = expires;
        known.AddRouter(router);
        if (information.IsOnLink)
        {
            known.OnLinkUntil = expires;
        }

        Follow(known);
        RemoveExpired();
        return true;
    }

    public bool IsAdvertisedBy(IpPrefix prefix, IpAddress router)
    {
        foreach (AdvertisedPrefix known in _prefixes)
        {
            if (known.Prefix == prefix)
            {
                return known.IsAdvertisedBy(router);
            }
        }

        return false;
    }

    /// <summary>Forgets everything: the link was away, and may lead elsewhere now.</summary>
    public void Clear()
    {
        foreach (AdvertisedPrefix prefix in _prefixes)
        {
            routes.Remove(ToRoute(prefix));
        }

        _prefixes.Clear();
        NextPoll = Instant.Never;
    }

    public void Poll()
    {
        if (NextPoll <= clock.Now)
        {
            RemoveExpired();
        }
    }

    private void RemoveExpired()
    {
        NextPoll = Instant.Never;
        foreach (AdvertisedPrefix prefix in _prefixes)
        {
            Follow(prefix);
            NextPoll = Instant.Earlier(NextPoll, IfAhead(prefix.Expires));
            NextPoll = Instant.Earlier(NextPoll, IfAhead(prefix.OnLinkUntil));
        }

        _prefixes.RemoveAll(prefix => prefix.Expires <= clock.Now && prefix.OnLinkUntil <= clock.Now);
    }

    private Instant IfAhead(Instant end) => end > clock.Now ? end : Instant.Never;

    private void Follow(AdvertisedPrefix prefix)
    {
        if (prefix.OnLinkUntil > clock.Now)
        {
            routes.Add(ToRoute(prefix));
        }
        else
        {
            routes.Remove(ToRoute(prefix));
        }
    }

    private Route ToRoute(AdvertisedPrefix prefix) => new(prefix.Prefix, Gateway: null, attached, Metric);
}
