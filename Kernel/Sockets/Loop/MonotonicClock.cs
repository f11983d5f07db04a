using System;
using System.Diagnostics;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The clock that the stack is driven by: monotonic, read through the vDSO.</summary>
public static class MonotonicClock
{
    // The class library's timestamps are nanoseconds wherever its platform layer is libSystem.Native.
    public static Instant Now => new(Stopwatch.GetTimestamp() / TimeSpan.NanosecondsPerTick);
}
