namespace Sabos.Net;

/// <summary>Whatever has a pair of endpoints of its own: a connection, a handshake under way, a connection in TIME-WAIT.</summary>
internal interface ISegmentTarget
{
    ConnectionKey Key { get; }

    /// <summary>Whether a key is <see cref="Key"/>.</summary>
    bool IsBetween(in ConnectionKey key);

    /// <summary>For diagnostics.</summary>
    TcpConnectionInfo GetInfo();

    /// <summary>A segment with a right checksum arrived for it.</summary>
    void SegmentArrived(Instant now, in TcpSegment segment);

    /// <summary>An ICMP error about a segment of its own arrived.</summary>
    /// <param name="now">The time.</param>
    /// <param name="error">What happened.</param>
    /// <param name="sequence">The sequence number of the segment that met it.</param>
    /// <param name="pathMtu">With PacketTooBig, the MTU reported.</param>
    void PathErrorArrived(Instant now, PathError error, SequenceNumber sequence, int pathMtu);

    /// <summary>Our address is gone.</summary>
    void AddressRemoved();
}
