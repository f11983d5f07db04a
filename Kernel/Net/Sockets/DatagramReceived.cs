namespace Sabos.Net;

/// <summary>Facts of a received datagram.</summary>
/// <param name="Copied">Bytes written to the destination.</param>
/// <param name="Length">Bytes the datagram had; more than Copied: it was truncated.</param>
/// <param name="Source">Who sent it; port 0 on a raw socket.</param>
/// <param name="Destination">The address it was sent to (IP_PKTINFO).</param>
/// <param name="InterfaceIndex">Where it came in.</param>
/// <param name="TimeToLive">As received.</param>
public readonly record struct DatagramReceived(int Copied, int Length, IpEndpoint Source, IpAddress Destination, int InterfaceIndex, byte TimeToLive);
