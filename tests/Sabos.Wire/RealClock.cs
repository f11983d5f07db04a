using System.Diagnostics;
using Sabos.Net;

namespace Sabos.Wire;

/// <summary>The host's monotonic clock.</summary>
internal static class RealClock
{
    public static Instant Now => new(Stopwatch.GetElapsedTime(0).Ticks);
}
