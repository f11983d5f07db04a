namespace Sabos.Net;

/// <summary>What routers told, and what of it was not believed.</summary>
public sealed class RouterDiscoveryCounters
{
    /// <summary>Router advertisements taken.</summary>
    public long Advertisements { get; internal set; }

    /// <summary>Advertisements and redirects that did not come from a router of the link, or were malformed (RFC 4861 6.1.2, 8.1).</summary>
    public long Invalid { get; internal set; }

    /// <summary>Values out of bounds, which were ignored or cut to the bounds.</summary>
    public long OutOfBounds { get; internal set; }

    /// <summary>Routers, routes and prefixes for which there was no room.</summary>
    public long NoRoom { get; internal set; }

    public long Solicitations { get; internal set; }

    public long Redirects { get; internal set; }

    /// <summary>Addresses of ours that another station has.</summary>
    public long Duplicates { get; internal set; }
}
