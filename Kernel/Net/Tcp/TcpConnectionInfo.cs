using System;

namespace Sabos.Net;

/// <summary>A snapshot of one connection for netstat, TCP_INFO and tests, in the terms of RFC 4898; sizes in bytes.</summary>
public readonly record struct TcpConnectionInfo
{
    public IpEndpoint Local { get; init; }

    public IpEndpoint Remote { get; init; }

    public TcpState State { get; init; }

    /// <summary>Sent by the program and not acknowledged.</summary>
    public int SendQueue { get; init; }

    /// <summary>Arrived and not taken by the program; for a listener, connections not accepted.</summary>
    public int ReceiveQueue { get; init; }

    /// <summary>How much the send queue may hold.</summary>
    public int SendBuffer { get; init; }

    /// <summary>How much the receive queue may hold; for a listener, its backlog.</summary>
    public int ReceiveBuffer { get; init; }

    public CongestionControlAlgorithm CongestionControl { get; init; }

    public int CongestionWindow { get; init; }

    /// <summary>int.MaxValue before the first congestion.</summary>
    public int SlowStartThreshold { get; init; }

    public int SendWindow { get; init; }

    public int ReceiveWindow { get; init; }

    /// <summary>Payload of a full segment sent.</summary>
    public int MaxSegmentSize { get; init; }

    /// <summary>Payload of the largest segment that the peer should send.</summary>
    public int ReceiveMaxSegmentSize { get; init; }

    public int PathMtu { get; init; }

    public TimeSpan SmoothedRoundTripTime { get; init; }

    public TimeSpan RoundTripTimeVariation { get; init; }

    /// <summary>The least round trip seen.</summary>
    public TimeSpan MinimumRoundTripTime { get; init; }

    /// <summary>As it stands, backed off.</summary>
    public TimeSpan RetransmissionTimeout { get; init; }

    /// <summary>Segments sent again.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Expirations of the retransmission timer, or probes of a closed window, since the peer last acknowledged something.</summary>
    public int Timeouts { get; init; }

    /// <summary>Keepalive probes without an answer.</summary>
    public int KeepAliveProbes { get; init; }

    /// <summary>Thought to be in the network.</summary>
    public int InFlight { get; init; }

    /// <summary>Segments not acknowledged.</summary>
    public int UnacknowledgedSegments { get; init; }

    /// <summary>Segments acknowledged selectively.</summary>
    public int SackedSegments { get; init; }

    /// <summary>Found lost and not yet sent again.</summary>
    public int LostBytes { get; init; }

    public bool IsRecovering { get; init; }

    public bool UsesTimestamps { get; init; }

    public bool UsesSelectiveAcknowledgments { get; init; }

    public bool UsesCongestionNotification { get; init; }

    /// <summary>The shift of the peer's windows; null: they are not scaled.</summary>
    public byte? SendWindowScale { get; init; }

    /// <summary>The shift of our windows.</summary>
    public byte ReceiveWindowScale { get; init; }

    /// <summary>Acknowledged by the peer in all.</summary>
    public long BytesAcknowledged { get; init; }

    /// <summary>Received in order in all.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes a second that new data is sent at; null: at once.</summary>
    public long? PacingRate { get; init; }

    /// <summary>Since the last segment with data left.</summary>
    public TimeSpan SentAgo { get; init; }

    /// <summary>Since anything arrived.</summary>
    public TimeSpan HeardAgo { get; init; }

    /// <summary>The timer that runs.</summary>
    public TcpTimerKind Timer { get; init; }

    /// <summary>When it expires.</summary>
    public TimeSpan TimerExpiresIn { get; init; }
}
