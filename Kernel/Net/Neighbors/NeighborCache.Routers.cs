using System;

namespace Sabos.Net;

/// <summary>What routers say of the link's neighbours.</summary>
internal sealed partial class NeighborCache
{
    // RFC 4861 10: MIN_RANDOM_FACTOR and MAX_RANDOM_FACTOR.
    private const double LeastFactor = 0.5;
    private const double GreatestFactor = 1.5;

    private TimeSpan _baseReachableTime = TimeSpan.FromSeconds(30);

    /// <summary>Sets BaseReachableTime and RetransTimer (RFC 4861 6.3.4).</summary>
    public void SetTimes(TimeSpan baseReachable, TimeSpan retransmission)
    {
        _retransmission = retransmission;
        if (baseReachable != _baseReachableTime)
        {
            _baseReachableTime = baseReachable;
            _reachableTime = _random.NextBetween(baseReachable * LeastFactor, baseReachable * GreatestFactor);
        }
    }

    /// <summary>A neighbour has advertised itself as a router.</summary>
    public void MarkRouter(IpAddress address)
    {
        if (Find(address) is { } entry)
        {
            entry.IsRouter = true;
        }
    }

    /// <summary>Whether the neighbour last said that it is a router.</summary>
    public bool IsRouter(IpAddress address) => Find(address) is { IsRouter: true };
}
