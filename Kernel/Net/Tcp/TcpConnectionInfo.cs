using System;

namespace Sabos.Net;

/// <summary>A snapshot of one connection for netstat and tests; sizes in bytes.</summary>
public readonly record struct TcpConnectionInfo(
    IpEndpoint Local,
    IpEndpoint Remote,
    TcpState State,
    int SendQueue,
    int ReceiveQueue,
    int CongestionWindow,
    int SlowStartThreshold,
    int SendWindow,
    int ReceiveWindow,
    int MaxSegmentSize,
    TimeSpan SmoothedRoundTripTime,
    TimeSpan RetransmissionTimeout,
    long Retransmissions);
