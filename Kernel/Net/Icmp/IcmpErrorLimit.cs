using System;

namespace Sabos.Net;

/// <summary>
/// How many error messages may be sent (RFC 1812 4.3.2.8): a bucket of tokens. The bucket's size varies at random, so that nobody learns from our
/// errors to him what we answer to others (the side channel of CVE-2020-25705).
/// </summary>
internal sealed class IcmpErrorLimit(StackClock clock, StackRandom random)
{
    public const int PerSecond = 500;
    public const int Burst = 50;

    private Instant _filled;
    private int _tokens = Burst;

    public bool TryTake()
    {
        long earned = (clock.Now - _filled).Ticks / (TimeSpan.TicksPerSecond / PerSecond);
        if (earned > 0)
        {
            _filled = clock.Now;
            int size = Burst - (int)random.NextBelow(8);
            _tokens = (int)Math.Min(size, _tokens + earned);
        }

        if (_tokens <= 0)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
