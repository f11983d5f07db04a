using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a DHCP server granted.</summary>
public sealed record DhcpLease(
    IpPrefix Address,
    IpAddress Server,
    IReadOnlyList<IpAddress> Routers,
    IReadOnlyList<IpAddress> DnsServers,
    string? DomainName,
    TimeSpan Duration,
    Instant Obtained);
