namespace Sabos.Net;

/// <summary>What fragments of one datagram have in common (RFC 791 3.2; RFC 8200 4.5, where the protocol is no part of it).</summary>
internal readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, uint Identification, IpProtocol Protocol);
