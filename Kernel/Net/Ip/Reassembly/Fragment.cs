using System;

namespace Sabos.Net;

/// <summary>A received fragment, of either version.</summary>
internal readonly ref struct Fragment
{
    public FragmentKey Key { get; init; }

    /// <summary>Of the payload in the datagram's, in bytes.</summary>
    public int Offset { get; init; }

    public bool MoreFragments { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>What comes before the payload in the whole datagram, if this is its first fragment; in IPv6, the headers without the fragment header.</summary>
    public ReadOnlySpan<byte> Header { get; init; }

    public byte TrafficClass { get; init; }

    /// <summary>The device vouches for the transport checksum.</summary>
    public bool ChecksumVerified { get; init; }
}
