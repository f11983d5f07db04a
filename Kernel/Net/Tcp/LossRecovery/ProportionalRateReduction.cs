using System;

namespace Sabos.Net;

/// <summary>
/// Spreads the reduction of the window over fast recovery by what each acknowledgment reports as delivered (RFC 9937): with the slow-start reduction bound while
/// the recovery makes good progress, else with the conservative one, lest a queue that drops what comes too fast is fed twice what leaves it.
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
    /// <param name="isSafe">SafeACK: it acknowledges new data cumulatively and shows no further loss.</param>
    public int Window(int delivered, int inFlight, int threshold, int maximumSegmentSize, bool isSafe)
    {
        _delivered += delivered;
        long allowed;
        if (inFlight > threshold)
        {
            allowed = (((_delivered * threshold) + _undeliveredAtStart - 1) / _undeliveredAtStart) - _sent;
        }
        else
        {
            long limit = Math.Max(_delivered - _sent, delivered) + (isSafe ? maximumSegmentSize : 0);
            allowed = Math.Min(threshold - inFlight, limit);
        }

        // The first retransmission goes whatever the bound.
        return inFlight + (int)Math.Max(allowed, _sent == 0 ? maximumSegmentSize : 0);
    }
}
