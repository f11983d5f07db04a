namespace Sabos.Net;

/// <summary>What one source told on one interface.</summary>
internal sealed class NameServerSet(NameServerSource source, int interfaceIndex)
{
    // RFC 8106 5.3.1 wants three at least.
    private const int MaxServers = 6;
    private const int MaxSearchDomains = 6;

    public NameServerSource Source { get; } = source;

    public int InterfaceIndex { get; } = interfaceIndex;

    public LifetimeList<IpEndpoint> Servers { get; } = new(MaxServers);

    public LifetimeList<string> SearchDomains { get; } = new(MaxSearchDomains);

    public Instant NextExpiry => Instant.Earlier(Servers.NextExpiry, SearchDomains.NextExpiry);
}
