namespace Sabos.Net;

/// <summary>What is known of one neighbour, for diagnostics.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="Hardware">Its link-layer address; zero while that is not known.</param>
/// <param name="State">How much that is worth now.</param>
public readonly record struct NeighborInfo(IpAddress Address, MacAddress Hardware, NeighborState State);
