using Sabos.Net;

namespace Sabos.Image;

/// <summary>How IPv6 is configured.</summary>
internal sealed record Ipv6Parameters
{
    /// <summary>False: not at all, but for loopback.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The link is said to have a router: it is to be found, and to answer, or a self-test fails.</summary>
    public bool ExpectsRouter { get; init; }

    /// <summary>A static address of the first interface, beside its link-local one; null: what routers and servers of the link say.</summary>
    public IpPrefix? Address { get; init; }

    /// <summary>The default router, if any.</summary>
    public IpAddress? Gateway { get; init; }
}
