namespace Sabos.Net;

/// <summary>The way to a destination.</summary>
/// <param name="Interface">Where packets leave.</param>
/// <param name="Source">Our address to send from.</param>
/// <param name="NextHop">The neighbour to resolve: the destination itself or a router.</param>
/// <param name="Mtu">The largest IP packet for this path in bytes, headers included.</param>
public readonly record struct IpRoute(NetworkInterface Interface, IpAddress Source, IpAddress NextHop, int Mtu)
{
    /// <summary>RFC 1122 3.2.1.7, and what a host of IPv6 uses until a router says otherwise.</summary>
    public const byte DefaultHopLimit = 64;

    /// <summary>Time to live or hop limit of what does not ask for another.</summary>
    public byte HopLimit { get; init; } = DefaultHopLimit;

    /// <summary>The largest TCP payload, in bytes, that the link's device cuts into segments; 0: it cannot.</summary>
    public int MaxSegmentationPayload { get; init; }

    /// <summary>The next hop is no neighbour but a broadcast or multicast address.</summary>
    internal bool IsToGroup { get; init; }
}
