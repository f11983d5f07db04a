namespace Sabos.Net;

/// <summary>What every layer of one stack shares.</summary>
internal sealed record StackServices(StackClock Clock, StackRandom Random, StackCounters Counters, IStackEvents Events)
{
    /// <summary>How addresses of IPv4 are asked for before they are used.</summary>
    public required AddressProbing Probing { get; init; }
}
