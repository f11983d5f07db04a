using System;

namespace Sabos.Net;

/// <summary>What an acknowledgment of new data tells congestion control.</summary>
/// <param name="Now">The time.</param>
/// <param name="Bytes">Bytes newly acknowledged.</param>
/// <param name="Unacknowledged">SND.UNA.</param>
/// <param name="Next">SND.NXT.</param>
/// <param name="RoundTrip">How long ago the latest segment that it covers was sent, if only once; else zero.</param>
/// <param name="Smoothed">SRTT.</param>
internal readonly record struct AcknowledgmentSample(
    Instant Now,
    int Bytes,
    SequenceNumber Unacknowledged,
    SequenceNumber Next,
    TimeSpan RoundTrip,
    TimeSpan Smoothed);
