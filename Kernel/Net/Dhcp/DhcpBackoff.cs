using System;

namespace Sabos.Net;

/// <summary>When a message that was not answered is sent again: after 4, 8, 16, 32, 64 s, each a second more or less (RFC 2131 4.1).</summary>
internal sealed class DhcpBackoff(StackRandom random)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(64);
    private static readonly TimeSpan s_jitter = TimeSpan.FromSeconds(1);

    private TimeSpan _next = s_first;

    /// <summary>How often was waited since the start.</summary>
    public int Count { get; private set; }

    public void Restart()
    {
        _next = s_first;
        Count = 0;
    }

    public TimeSpan Next()
    {
        TimeSpan delay = random.NextBetween(_next - s_jitter, _next + s_jitter);
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        Count++;
        return delay;
    }
}
