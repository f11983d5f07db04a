using System;
using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>How IPv6 is configured.</summary>
internal sealed record Ipv6Parameters
{
    /// <summary>False: not at all, but for loopback.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The link is said to have a router: it is to be found, and to answer, or a self-test fails.</summary>
    public bool ExpectsRouter { get; init; }

    /// <summary>Static addresses of the first interface, beside its link-local one; none: what routers and servers of the link say.</summary>
    public IReadOnlyList<IpPrefix> Addresses { get; init; } = [];

    /// <summary>The default router, if any.</summary>
    public IpAddress? Gateway { get; init; }

    /// <summary>Temporary addresses for what we begin ourselves (RFC 8981).</summary>
    public bool UsesTemporaryAddresses { get; init; } = true;

    /// <summary>How it is found out that nobody else has an address (RFC 4862 5.4).</summary>
    public DuplicateDetection Detection { get; init; } = DuplicateDetection.BeforeUse;

    /// <summary>The secret that stable addresses are made with (RFC 7217); empty: another at every start.</summary>
    public ReadOnlyMemory<byte> Secret { get; init; }
}
