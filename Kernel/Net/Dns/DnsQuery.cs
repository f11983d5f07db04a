using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>One name being resolved; finished when <see cref="IsCompleted"/>, which the owner is told of through <see cref="Observer"/>.</summary>
public sealed class DnsQuery
{
    internal DnsQuery(string name) => Name = name;

    public string Name { get; }

    public bool IsCompleted { get; internal set; }

    public DnsStatus Status { get; internal set; }

    /// <summary>The answers, in the order to try them.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; internal set; } = [];

    /// <summary>The canonical name (the end of the CNAME chain), or for a reverse query the name found.</summary>
    public string? CanonicalName { get; internal set; }

    /// <summary>Told Readable once, on completion.</summary>
    public IReadinessObserver? Observer { get; set; }
}
