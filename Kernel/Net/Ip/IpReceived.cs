namespace Sabos.Net;

/// <summary>What the IP layer knows of a received packet when it hands the payload to a transport.</summary>
/// <param name="Interface">Where it came in.</param>
/// <param name="Source">Checked: never multicast, never broadcast.</param>
/// <param name="Destination">One of our addresses, or a broadcast or multicast address we listen to.</param>
/// <param name="Protocol">The payload's protocol.</param>
/// <param name="TimeToLive">Time to live or hop limit as received.</param>
/// <param name="TrafficClass">DSCP and ECN bits as received.</param>
/// <param name="ChecksumVerified">The device vouches for the transport checksum.</param>
public readonly record struct IpReceived(
    NetworkInterface Interface,
    IpAddress Source,
    IpAddress Destination,
    IpProtocol Protocol,
    byte TimeToLive,
    byte TrafficClass,
    bool ChecksumVerified)
{
    /// <summary>The destination is ours alone: not broadcast, not multicast. TCP answers nothing else (RFC 9293 3.10.7, MUST-57).</summary>
    public bool IsUnicast { get; init; } = true;

    /// <summary>Routers on the way were asked to look at it, too, for MLD (RFC 2711); told of ICMPv6 only.</summary>
    internal bool HasRouterAlert { get; init; }

    /// <summary>As in <see cref="ReceivedFrame"/>.</summary>
    public int SegmentSize { get; init; }

    /// <summary>It came in fragments.</summary>
    public bool IsReassembled { get; init; }
}
