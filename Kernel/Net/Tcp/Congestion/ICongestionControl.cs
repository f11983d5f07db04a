namespace Sabos.Net;

/// <summary>How the congestion window answers acknowledgments and losses; when either happens is decided elsewhere.</summary>
internal interface ICongestionControl
{
    /// <summary>Grows the window: data was acknowledged outside fast recovery while the window was limiting.</summary>
    /// <param name="window">To be changed.</param>
    /// <param name="acknowledged">Bytes newly acknowledged.</param>
    /// <param name="now">The time.</param>
    /// <param name="roundTrip">The path's round-trip times.</param>
    void Acknowledged(CongestionWindow window, int acknowledged, Instant now, RttEstimator roundTrip);

    /// <summary>A loss, or a mark of congestion, was found: gives the new slow-start threshold and remembers where it happened.</summary>
    int ThresholdAfterCongestion(CongestionWindow window, int inFlight, Instant now);

    /// <summary>The last congestion turned out not to be one, and the window is back where it was.</summary>
    void Undo();

    /// <summary>Sending begins again after a pause.</summary>
    void RestartedAfterIdle(Instant now);
}
