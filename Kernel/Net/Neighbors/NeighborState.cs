namespace Sabos.Net;

/// <summary>What is known of a neighbour's reachability (RFC 4861 7.3.2; ARP's cache follows the same machine).</summary>
public enum NeighborState
{
    /// <summary>Being resolved: everybody is asked, packets wait.</summary>
    Incomplete,

    /// <summary>Known to have answered not long ago.</summary>
    Reachable,

    /// <summary>Known, but for how long already; used as it is, and confirmed when used.</summary>
    Stale,

    /// <summary>Stale and in use: a transport's progress may confirm it before it is asked.</summary>
    Delay,

    /// <summary>Being asked directly whether it is still there.</summary>
    Probe,

    /// <summary>Did not answer; not asked again for a moment.</summary>
    Failed,
}
