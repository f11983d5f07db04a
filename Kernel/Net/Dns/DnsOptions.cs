using System;

namespace Sabos.Net;

/// <summary>How the resolver asks, by the names of resolv.conf(5).</summary>
public sealed record DnsOptions
{
    /// <summary>How long the first round of questions waits for each server; the second waits twice as long, and so on.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rounds through all servers.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Names with fewer dots than this are looked for in the search domains first (ndots).</summary>
    public int Dots { get; init; } = 1;

    /// <summary>Every question begins with another server, so that all have their share.</summary>
    public bool Rotate { get; init; }
}
