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
}
