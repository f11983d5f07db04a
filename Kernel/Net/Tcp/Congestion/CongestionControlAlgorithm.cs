namespace Sabos.Net;

/// <summary>The algorithms that can move a connection's congestion window.</summary>
public enum CongestionControlAlgorithm
{
    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>RFC 5681 with RFC 6582.</summary>
    NewReno,
}
