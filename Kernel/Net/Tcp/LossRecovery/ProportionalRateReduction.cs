using System;

namespace Sabos.Net;

/// <summary>
/// Spreads the reduction of the window over fast recovery by what each acknowledgment reports as delivered (RFC 6937, with the slow-start bound).
/// </summary>
internal sealed class ProportionalRateReduction
{
    private int _undeliveredAtStart;
    private long _delivered;
    private long _sent;

    /// <summary>Fast recovery begins.</summary>
    /// <param name="undelivered">Bytes sent that were not known to be delivered before the acknowledgment that began it (RecoverFS).</param>
    public void Begin(int undelivered)
    {
        _undeliveredAtStart = Math.Max(undelivered, 1);
        _delivered = 0;
        _sent = 0;
    }

    public void TakeSent(int bytes) => _sent += bytes;

    /// <summary>The congestion window after an acknowledgment.</summary>
    /// <param name="delivered">Bytes it newly reports as delivered.</param>
    /// <param name="inFlight">Bytes thought to be in the network.</param>
    /// <param name="threshold">The slow-start threshold: where the window is to end.</param>
    /// <param name="maximumSegmentSize">A full segment.</param>
    public int Window(int delivered, int inFlight, int threshold, int maximumSegmentSize)
    {
        _delivered += delivered;
        long allowed;
        if (inFlight > threshold)
        {
            allowed = (((_delivered * threshold) + _undeliveredAtStart - 1) / _undeliveredAtStart) - _sent;
        }
        else
        {
            long limit = Math.Max(_delivered - _sent, delivered) + maximumSegmentSize;
            allowed = Math.Min(threshold - inFlight, limit);
        }

        return inFlight + (int)Math.Max(allowed, 0);
    }
}
