namespace Sabos.Net;

/// <summary>An address of an interface. A value: a change of it is another one in its place.</summary>
/// <param name="Prefix">The address and its subnet.</param>
/// <param name="Origin">How the interface came to it.</param>
public sealed record InterfaceAddress(IpPrefix Prefix, AddressOrigin Origin)
{
    public IpAddress Address => Prefix.Address;

    public AddressState State { get; init; } = AddressState.Preferred;

    /// <summary>When it becomes deprecated.</summary>
    public Instant PreferredUntil { get; init; } = Instant.Never;

    /// <summary>When it is withdrawn.</summary>
    public Instant ValidUntil { get; init; } = Instant.Never;

    /// <summary>Packets are received at it and sent from it.</summary>
    public bool IsAssigned => State is AddressState.Optimistic or AddressState.Preferred or AddressState.Deprecated;

    /// <summary>
    /// The other addresses of its prefix are neighbours. A router's prefix is on the link only where the router says so, which makes a route of its own
    /// (RFC 5942 3).
    /// </summary>
    internal bool IsSubnetOnLink => Origin is not (AddressOrigin.Autoconfigured or AddressOrigin.Temporary) && Prefix.Length < Address.Length * 8;

    /// <summary>The same address, found to be ours alone.</summary>
    internal InterfaceAddress Confirmed(Instant now) =>
        this with { State = PreferredUntil <= now ? AddressState.Deprecated : AddressState.Preferred };

    /// <summary>The same address with other lifetimes: preferred again, or deprecated, if it was found to be ours.</summary>
    internal InterfaceAddress WithLifetimes(Instant preferred, Instant valid, Instant now)
    {
        InterfaceAddress changed = this with { PreferredUntil = preferred, ValidUntil = valid };
        return State is AddressState.Preferred or AddressState.Deprecated ? changed.Confirmed(now) : changed;
    }
}
