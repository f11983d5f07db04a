namespace Sabos.Net;

/// <summary>Another station claims an address of ours (RFC 5227 2.4).</summary>
/// <param name="Interface">Where it was heard.</param>
/// <param name="Address">The address that both have.</param>
/// <param name="Rival">The other station.</param>
public sealed record AddressConflict(NetworkInterface Interface, IpAddress Address, MacAddress Rival);
