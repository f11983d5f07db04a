using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a DHCP server granted.</summary>
public sealed record DhcpLease
{
    /// <summary>The address with its subnet.</summary>
    public required IpPrefix Address { get; init; }

    /// <summary>The server identifier.</summary>
    public required IpAddress Server { get; init; }

    /// <summary>Default routers in order of preference; not to be used where there are <see cref="ClasslessRoutes"/>.</summary>
    public IReadOnlyList<IpAddress> Routers { get; init; } = [];

    /// <summary>All routes, the default route included, from a server that knows RFC 3442; empty otherwise.</summary>
    public IReadOnlyList<DhcpRoute> ClasslessRoutes { get; init; } = [];

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<IpAddress> DnsServers { get; init; } = [];

    /// <summary>Time servers in order of preference: kept for programs, not used here.</summary>
    public IReadOnlyList<IpAddress> NtpServers { get; init; } = [];

    /// <summary>The domain we are in, or null.</summary>
    public string? DomainName { get; init; }

    /// <summary>The domains in which names are searched (RFC 3397), in order.</summary>
    public IReadOnlyList<string> SearchDomains { get; init; } = [];

    /// <summary>The name that the server has for us, or null.</summary>
    public string? HostName { get; init; }

    /// <summary>The largest packet to send, or null: the link's own limit.</summary>
    public int? Mtu { get; init; }

    /// <summary>How long the address is ours; <see cref="TimeSpan.MaxValue"/>: for ever.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When the request was sent, from which the duration counts (RFC 2131 4.4.1).</summary>
    public required Instant Obtained { get; init; }

    /// <summary>T1: when the server is asked to extend the lease.</summary>
    public required Instant Renewal { get; init; }

    /// <summary>T2: when any server is.</summary>
    public required Instant Rebinding { get; init; }

    public Instant Expiry => Duration == TimeSpan.MaxValue ? Instant.Never : Obtained + Duration;

    /// <summary>The same lease with T1 and T2 a little earlier, by chance, so that machines started together do not ask together (RFC 2131 4.4.5).</summary>
    internal DhcpLease Spread(StackRandom random)
    {
        const int Share = 20;
        return Duration == TimeSpan.MaxValue ? this : this with
        {
            Renewal = Renewal - random.NextBetween(TimeSpan.Zero, (Renewal - Obtained) / Share),
            Rebinding = Rebinding - random.NextBetween(TimeSpan.Zero, (Rebinding - Renewal) / Share),
        };
    }
}
