namespace Sabos.Net;

/// <summary>What address resolution did.</summary>
public sealed class ArpCounters
{
    public long InRequests { get; internal set; }

    public long InReplies { get; internal set; }

    /// <summary>Not well formed, or from a sender that cannot be one.</summary>
    public long InErrors { get; internal set; }

    public long OutRequests { get; internal set; }

    public long OutReplies { get; internal set; }

    /// <summary>Another station said that it has an address of ours.</summary>
    public long Conflicts { get; internal set; }

    /// <summary>Neighbours that did not answer.</summary>
    public long Failures { get; internal set; }

    /// <summary>Answers to strangers for which no neighbour was asked, because too many were.</summary>
    public long StrangersIgnored { get; internal set; }

    /// <summary>Entries pushed out of a full table.</summary>
    public long Evictions { get; internal set; }
}
