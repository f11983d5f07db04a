namespace Sabos.Net;

/// <summary>How the congestion window answers acknowledgments and congestion; when either happens is decided elsewhere.</summary>
internal interface ICongestionControl
{
    /// <summary>Which one it is.</summary>
    CongestionControlAlgorithm Algorithm { get; }

    /// <summary>Data was acknowledged outside fast recovery: grows the window.</summary>
    /// <param name="window">To be changed.</param>
    /// <param name="sample">What the acknowledgment tells.</param>
    /// <param name="mayGrow">False: the program or the peer, not the window, limited what was sent.</param>
    void Acknowledged(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow);

    /// <summary>Congestion was found: gives the new slow-start threshold and remembers where it happened.</summary>
    /// <param name="window">Not yet reduced.</param>
    /// <param name="cause">How it showed.</param>
    /// <param name="flightSize">Bytes sent and not acknowledged.</param>
    int ThresholdAfterCongestion(CongestionWindow window, CongestionEvent cause, int flightSize);

    /// <summary>The last congestion turned out not to be one, and the window is back where it was.</summary>
    void Undo();

    /// <summary>Sending begins after a pause in which nothing was in flight.</summary>
    void IdleEnded(Instant now);
}
