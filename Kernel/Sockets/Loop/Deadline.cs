using System;
using System.Diagnostics;
using System.Threading;

namespace Sabos.Sockets;

/// <summary>When a blocked call gives up.</summary>
internal readonly struct Deadline
{
    private readonly long _timestamp;

    private Deadline(long timestamp) => _timestamp = timestamp;

    public static Deadline Never => new(long.MaxValue);

    /// <summary>How long until then: infinite for never, zero once it has passed.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (_timestamp == long.MaxValue)
                return Timeout.InfiniteTimeSpan;
            TimeSpan remaining = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _timestamp);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <param name="timeout">From now; infinite for never.</param>
    public static Deadline After(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan
        ? Never
        : new(Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency));
}
