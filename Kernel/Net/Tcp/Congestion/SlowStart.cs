using System;

namespace Sabos.Net;

/// <summary>
/// Slow start (RFC 5681 3.1): a byte for every byte acknowledged. It is not limited to a few segments an acknowledgment (RFC 3465's L), because
/// what one acknowledgment releases is paced (RFC 9406 4.3). The first slow start also ends when the round trip grows (RFC 9406 4.2).
/// </summary>
internal sealed class SlowStart(bool hyStart)
{
    private HyStart? _hyStart = hyStart ? new HyStart() : null;

    /// <summary>Takes an acknowledgment in slow start.</summary>
    /// <returns>Bytes acknowledged beyond the end of slow start, which count for congestion avoidance.</returns>
    public int Grow(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow)
    {
        int divisor = Divisor(window, sample);
        if (divisor == 0)
        {
            window.SlowStartThreshold = window.Size;
            _hyStart = null;
            return sample.Bytes;
        }

        if (!mayGrow)
        {
            return 0;
        }

        int growth = Math.Min(sample.Bytes / divisor, window.SlowStartThreshold - window.Size);
        window.Size += growth;
        return window.IsSlowStart ? 0 : sample.Bytes - (growth * divisor);
    }

    private int Divisor(CongestionWindow window, in AcknowledgmentSample sample)
    {
        if (_hyStart is null)
        {
            return 1;
        }

        if (window.SlowStartThreshold != int.MaxValue)
        {
            _hyStart = null;
            return 1;
        }

        _hyStart.TakeAcknowledgment(sample);
        return _hyStart.Phase switch
        {
            HyStartPhase.Standard => 1,
            HyStartPhase.Conservative => HyStart.ConservativeDivisor,
            _ => 0,
        };
    }
}
