namespace Sabos.Net;

/// <summary>Another station claims an address of ours, or one that we would have (RFC 5227 2.1.1, 2.4).</summary>
/// <param name="Interface">Where it was heard.</param>
/// <param name="Address">The address that both have.</param>
/// <param name="Rival">The other station.</param>
/// <param name="IsLost">It is not ours, or not any more; false: it is defended.</param>
public sealed record AddressConflict(NetworkInterface Interface, IpAddress Address, MacAddress Rival, bool IsLost);
