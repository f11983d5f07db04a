namespace Sabos.Net;

/// <summary>What fragments of one datagram have in common (RFC 791 3.2).</summary>
internal readonly record struct FragmentKey(uint Source, uint Destination, ushort Identification, IpProtocol Protocol);
