using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The addresses that a server has leased to us, and when the lease is to be prolonged (RFC 8415 14.2, 21.4).</summary>
internal sealed class Dhcpv6Lease
{
    // A server that wants to hear of us every second does not.
    private static readonly TimeSpan s_shortestRenewal = TimeSpan.FromSeconds(20);

    public required byte[] Server { get; init; }

    /// <summary>T1.</summary>
    public Instant Renewal { get; private set; } = Instant.Never;

    /// <summary>T2.</summary>
    public Instant Rebinding { get; private set; } = Instant.Never;

    /// <summary>When the last address ends.</summary>
    public Instant Expiry { get; private set; }

    public List<Dhcpv6LeasedAddress> Addresses { get; } = [];

    /// <summary>Takes what a server granted at this time, in place of what it had granted before.</summary>
    public static Dhcpv6Lease From(Dhcpv6Answer answer, Instant now)
    {
        Dhcpv6Lease lease = new() { Server = answer.Server };
        uint shortest = Lifetime.Infinite;
        foreach (Dhcpv6LeasedAddress leased in answer.Addresses)
        {
            if (leased.ValidLifetime > 0)
            {
                Instant until = Lifetime.Until(now, leased.ValidLifetime);
                lease.Addresses.Add(leased);
                lease.Expiry = Later(lease.Expiry, until);
                shortest = Math.Min(shortest, leased.PreferredLifetime > 0 ? leased.PreferredLifetime : leased.ValidLifetime);
            }
        }

        // Half and four fifths of the shortest lifetime, where the server leaves it to us.
        uint renewal = answer.Renewal != 0 ? answer.Renewal : shortest == Lifetime.Infinite ? shortest : shortest / 2;
        uint rebinding = answer.Rebinding != 0 ? answer.Rebinding : shortest == Lifetime.Infinite ? shortest : (uint)(shortest * 0.8);
        lease.Renewal = Instant.Earlier(lease.Expiry, Later(Lifetime.Until(now, renewal), now + s_shortestRenewal));
        lease.Rebinding = Instant.Earlier(lease.Expiry, Later(Lifetime.Until(now, Math.Max(renewal, rebinding)), lease.Renewal));
        return lease;
    }

    private static Instant Later(Instant left, Instant right) => left > right ? left : right;
}
