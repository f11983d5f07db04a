using System.Diagnostics;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The clock that the stack is driven by: monotonic, read through the vDSO.</summary>
public static class MonotonicClock
{
    public static Instant Now => new(Stopwatch.GetElapsedTime(0).Ticks);
}
