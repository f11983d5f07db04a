using System;

namespace Sabos.Net;

/// <summary>
/// What routers say of the link for all its nodes (RFC 4861 6.3.2), within bounds: whoever can advertise himself as a router must not be able to make a link
/// useless by one message.
/// </summary>
internal sealed class LinkParameters
{
    /// <summary>RFC 8200 5.</summary>
    public const int MinimumMtu = 1280;

    // A hop limit of a few would cut us off from everybody but the forger's neighbours.
    private const byte MinimumHopLimit = 32;

    private static readonly TimeSpan s_defaultReachable = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_defaultRetransmission = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortestRetransmission = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestRetransmission = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_shortestReachable = TimeSpan.FromSeconds(1);

    // RFC 4861 6.2.1, MAX for AdvReachableTime.
    private static readonly TimeSpan s_longestReachable = TimeSpan.FromHours(1);

    private readonly int _maximumMtu;

    public LinkParameters(int maximumMtu) => Mtu = _maximumMtu = maximumMtu;

    /// <summary>CurHopLimit.</summary>
    public byte HopLimit { get; private set; } = IpRoute.DefaultHopLimit;

    /// <summary>LinkMTU in bytes.</summary>
    public int Mtu { get; private set; }

    /// <summary>BaseReachableTime.</summary>
    public TimeSpan ReachableTime { get; private set; } = s_defaultReachable;

    /// <summary>RetransTimer.</summary>
    public TimeSpan RetransmissionTime { get; private set; } = s_defaultRetransmission;

    /// <summary>Forgets what routers said.</summary>
    public void Reset()
    {
        HopLimit = IpRoute.DefaultHopLimit;
        Mtu = _maximumMtu;
        ReachableTime = s_defaultReachable;
        RetransmissionTime = s_defaultRetransmission;
    }

    /// <summary>Takes the fixed part of an advertisement; zero says nothing. False: something in it was out of bounds.</summary>
    public bool TryTake(in RouterAdvertisement advertisement)
    {
        bool isHopLimitSane = advertisement.HopLimit is 0 or >= MinimumHopLimit;
        if (isHopLimitSane && advertisement.HopLimit != 0)
        {
            HopLimit = advertisement.HopLimit;
        }

        TimeSpan reachable = Clamp(advertisement.ReachableTime, s_shortestReachable, s_longestReachable, ReachableTime);
        TimeSpan retransmission = Clamp(advertisement.RetransmissionTime, s_shortestRetransmission, s_longestRetransmission, RetransmissionTime);
        bool isClamped = (advertisement.ReachableTime != TimeSpan.Zero && reachable != advertisement.ReachableTime)
            || (advertisement.RetransmissionTime != TimeSpan.Zero && retransmission != advertisement.RetransmissionTime);
        ReachableTime = reachable;
        RetransmissionTime = retransmission;
        return isHopLimitSane && !isClamped;
    }

    /// <summary>Takes an MTU option (RFC 4861 4.6.4). False: less than every link carries, or more than this one does.</summary>
    public bool TryTakeMtu(uint mtu)
    {
        bool isPossible = mtu >= MinimumMtu && mtu <= _maximumMtu;
        Mtu = isPossible ? (int)mtu : Mtu;
        return isPossible;
    }

    private static TimeSpan Clamp(TimeSpan told, TimeSpan shortest, TimeSpan longest, TimeSpan present) =>
        told == TimeSpan.Zero ? present : told < shortest ? shortest : told > longest ? longest : told;
}
