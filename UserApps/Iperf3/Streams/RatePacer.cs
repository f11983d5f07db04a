using System;

namespace Sabos.Iperf3.Streams;

/// <summary>Holds a sender to a rate.</summary>
/// <param name="BitsPerSecond">0: no limit.</param>
internal readonly record struct RatePacer(long BitsPerSecond)
{
    /// <summary>How long to wait before sending more.</summary>
    /// <param name="bytes">Sent so far.</param>
    /// <param name="elapsed">Since the first of them.</param>
    public TimeSpan DelayAfter(long bytes, TimeSpan elapsed)
    {
        if (BitsPerSecond == 0)
            return TimeSpan.Zero;
        TimeSpan due = TimeSpan.FromSeconds(bytes * 8.0 / BitsPerSecond);
        return due > elapsed ? due - elapsed : TimeSpan.Zero;
    }
}
