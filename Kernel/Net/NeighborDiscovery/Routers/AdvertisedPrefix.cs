using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A prefix that routers tell of.</summary>
internal sealed class AdvertisedPrefix(IpPrefix prefix)
{
    // More than that many routers for one prefix are of no use to the selection of sources.
    private const int MaxRouters = 4;

    private readonly List<IpAddress> _routers = [];

    public IpPrefix Prefix { get; } = prefix;

    /// <summary>When its addresses are neighbours no longer; in the past: they never were, or are not any more.</summary>
    public Instant OnLinkUntil { get; set; }

    /// <summary>When it is forgotten.</summary>
    public Instant Expires { get; set; }

    public bool IsAdvertisedBy(IpAddress router) => _routers.Contains(router);

    public void AddRouter(IpAddress router)
    {
        if (!_routers.Contains(router) && _routers.Count < MaxRouters)
        {
            _routers.Add(router);
        }
    }
}
