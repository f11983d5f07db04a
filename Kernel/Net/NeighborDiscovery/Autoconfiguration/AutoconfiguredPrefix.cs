using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A prefix that our addresses are made from.</summary>
internal sealed class AutoconfiguredPrefix(IpPrefix prefix)
{
    // Set by reference where a stable address is chosen.
    private int _conflicts;

    /// <summary>64 bits of network.</summary>
    public IpPrefix Prefix { get; } = prefix;

    /// <summary>When its addresses are deprecated.</summary>
    public Instant PreferredUntil { get; set; } = Instant.Never;

    /// <summary>When they are withdrawn.</summary>
    public Instant ValidUntil { get; set; } = Instant.Never;

    /// <summary>DAD_Counter (RFC 7217 5).</summary>
    public ref int Conflicts => ref _conflicts;

    /// <summary>The temporary addresses made from it, the newest last.</summary>
    public List<TemporaryAddress> Temporary { get; } = [];

    /// <summary>How many temporary addresses in a row were duplicates.</summary>
    public int TemporaryConflicts { get; set; }
}
