namespace Sabos.Net;

/// <summary>How congestion showed.</summary>
internal enum CongestionEvent
{
    /// <summary>A segment was lost, and acknowledgments told so.</summary>
    Loss,

    /// <summary>The retransmission timer expired.</summary>
    Timeout,

    /// <summary>A router said so (RFC 3168).</summary>
    Mark,
}
