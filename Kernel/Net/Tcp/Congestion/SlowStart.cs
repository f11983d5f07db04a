using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Slow start (RFC 5681 3.1): a byte for every byte acknowledged. It is not limited to a few segments an acknowledgment (RFC 3465's L), because
/// what one acknowledgment releases is paced (RFC 9406 4.3). The first slow start also ends when the round trip grows (RFC 9406 4.2).
/// </summary>
internal struct SlowStart(bool hyStart)
{
    private bool _usesHyStart = hyStart;
    private HyStart? _hyStart;

    /// <summary>Takes an acknowledgment in slow start.</summary>
    /// <returns>Bytes acknowledged beyond the end of slow start, which count for congestion avoidance.</returns>
    public int Grow(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow)
    {
        int divisor = Divisor(window, sample, mayGrow);
        if (divisor == 0)
        {
            window.SlowStartThreshold = window.Size;
            EndHyStart();
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

    // Until the window is used there is nothing to find out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Divisor(CongestionWindow window, in AcknowledgmentSample sample, bool mayGrow)
    {
        if (!_usesHyStart || (_hyStart is null && !mayGrow))
        {
            return 1;
        }

        if (window.SlowStartThreshold != int.MaxValue)
        {
            EndHyStart();
            return 1;
        }

        _hyStart ??= new HyStart();
        _hyStart.TakeAcknowledgment(sample);
        return _hyStart.Phase switch
        {
            HyStartPhase.Standard => 1,
            HyStartPhase.Conservative => HyStart.ConservativeDivisor,
            _ => 0,
        };
    }

    private void EndHyStart()
    {
        _usesHyStart = false;
        _hyStart = null;
    }
}
