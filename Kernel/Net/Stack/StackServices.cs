namespace Sabos.Net;

/// <summary>What every layer of one stack shares.</summary>
internal sealed record StackServices(StackClock Clock, StackRandom Random, StackCounters Counters, IStackEvents Events)
{
    /// <summary>How addresses of IPv4 are asked for before they are used.</summary>
    public required AddressProbing Probing { get; init; }

    /// <summary>How addresses of IPv6 are made and asked for.</summary>
    public required Ipv6Settings Ipv6 { get; init; }

    /// <summary>Where name servers are entered that the link tells of.</summary>
    public required NameServers NameServers { get; init; }
}
