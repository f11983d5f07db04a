using System;

namespace Sabos.Net;

/// <summary>What a passive open leaves to the connection.</summary>
/// <param name="Key">Its endpoints.</param>
/// <param name="Peer">What the peer offered.</param>
/// <param name="Initial">ISS.</param>
/// <param name="PathMtu">The largest IP packet, in bytes.</param>
/// <param name="Window">What the SYN-ACK offered.</param>
/// <param name="RoundTrip">From the SYN-ACK to its acknowledgment; null: not known.</param>
/// <param name="WasRetransmitted">The SYN-ACK had to be sent more than once.</param>
internal readonly record struct CompletedHandshake(
    ConnectionKey Key,
    PeerHandshake Peer,
    SequenceNumber Initial,
    int PathMtu,
    ushort Window,
    TimeSpan? RoundTrip,
    bool WasRetransmitted);
