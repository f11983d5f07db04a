namespace Sabos.Net;

/// <summary>What the neighbour caches of all interfaces did, ARP's and neighbour discovery's.</summary>
public sealed class NeighborCounters
{
    /// <summary>Neighbours that did not answer.</summary>
    public long Failures { get; internal set; }

    /// <summary>Answers to strangers for which no neighbour was asked, because too many were.</summary>
    public long StrangersIgnored { get; internal set; }

    /// <summary>Entries pushed out of a full table.</summary>
    public long Evictions { get; internal set; }
}
