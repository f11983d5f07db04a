namespace Sabos.Net;

/// <summary>A local endpoint held by a socket. Compared by identity.</summary>
internal sealed class PortClaim
{
    public required IpEndpoint Local { get; init; }

    /// <summary>An unspecified IPv6 address stands for IPv4 too.</summary>
    public bool DualStack { get; init; }

    /// <summary>May be shared with others who say so, as long as none listens.</summary>
    public bool ReuseAddress { get; init; }

    /// <summary>Who listens; null: nobody.</summary>
    public TcpListener? Listener { get; init; }

    public bool Covers(IpAddress address) =>
        Local.Address == address
        || (Local.Address.IsUnspecified && (Local.Address.IsIpv4 == address.IsIpv4 || (DualStack && Local.Address.IsIpv6)));

    public bool Overlaps(PortClaim other) => Covers(other.Local.Address) || other.Covers(Local.Address);
}
