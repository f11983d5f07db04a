using System;

namespace Sabos.Net;

/// <summary>How long an address is asked for, and whether before it is used (RFC 5227 2.1.1; the constants of 1.1).</summary>
public sealed record AddressProbing
{
    /// <summary>The RFC's own times: four to seven seconds.</summary>
    public static AddressProbing Standard { get; } = new()
    {
        LongestWait = TimeSpan.FromSeconds(1),
        Count = 3,
        ShortestInterval = TimeSpan.FromSeconds(1),
        LongestInterval = TimeSpan.FromSeconds(2),
        AnnounceWait = TimeSpan.FromSeconds(2),
    };

    /// <summary>
    /// A tenth of a second. The stations of a segment answer within a few milliseconds; the RFC's times are those of links that have just come up behind
    /// slow switches. A rival who is heard later is a conflict like any other.
    /// </summary>
    public static AddressProbing Quick { get; } = new()
    {
        Count = 2,
        ShortestInterval = TimeSpan.FromMilliseconds(40),
        LongestInterval = TimeSpan.FromMilliseconds(60),
        AnnounceWait = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>As long, while the address is used already; one of which a rival is heard in that time is let go of.</summary>
    public static AddressProbing Optimistic { get; } = Quick with { IsOptimistic = true };

    /// <summary>Used at once.</summary>
    public static AddressProbing None { get; } = new();

    /// <summary>Whether the address is used from the first probe on.</summary>
    public bool IsOptimistic { get; init; }

    /// <summary>PROBE_WAIT: the first probe comes after a part of this, by chance.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>PROBE_NUM.</summary>
    public int Count { get; init; }

    /// <summary>PROBE_MIN: between two probes at least.</summary>
    public TimeSpan ShortestInterval { get; init; }

    /// <summary>PROBE_MAX: between two probes at most.</summary>
    public TimeSpan LongestInterval { get; init; }

    /// <summary>ANNOUNCE_WAIT: after the last probe.</summary>
    public TimeSpan AnnounceWait { get; init; }
}
