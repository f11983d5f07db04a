using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>One name being resolved; finished when <see cref="IsCompleted"/>, which the owner is told of through <see cref="Observer"/>.</summary>
public sealed class DnsQuery
{
    internal DnsQuery(string name) => Name = name;

    public string Name { get; }

    public bool IsCompleted { get; private set; }

    public DnsStatus Status { get; private set; }

    /// <summary>The answers, in the order to try them.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; private set; } = [];

    /// <summary>The canonical name (the end of the CNAME chain), or for a reverse query the name found.</summary>
    public string? CanonicalName { get; private set; }

    /// <summary>Told Readable once, on completion.</summary>
    public IReadinessObserver? Observer { get; set; }

    internal void Complete(DnsStatus status, IReadOnlyList<IpAddress> addresses, string? canonicalName)
    {
        Status = status;
        Addresses = addresses;
        CanonicalName = canonicalName;
        IsCompleted = true;
        Observer?.OnReady(Readiness.Readable);
    }
}
