using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A snapshot of a DHCPv6 client.</summary>
/// <param name="State">What it is at.</param>
/// <param name="Server">The server's identifier (a DUID, RFC 8415 11); empty: nothing is leased, and the rest does not count.</param>
/// <param name="Addresses">The leased addresses.</param>
/// <param name="Renewal">T1.</param>
/// <param name="Rebinding">T2.</param>
/// <param name="Expiry">When the last address ends.</param>
public sealed record Dhcpv6Info(
    Dhcpv6State State,
    ReadOnlyMemory<byte> Server,
    IReadOnlyList<IpAddress> Addresses,
    Instant Renewal,
    Instant Rebinding,
    Instant Expiry);
