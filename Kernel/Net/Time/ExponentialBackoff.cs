using System;

namespace Sabos.Net;

/// <summary>
/// When a message that is not answered is sent again (RFC 8415 15, which RFC 7559 2 takes over): after a time that doubles up to a longest one, each a
/// tenth more or less.
/// </summary>
/// <param name="random">For the tenth.</param>
/// <param name="first">IRT.</param>
/// <param name="longest">MRT; zero: it doubles for ever.</param>
internal sealed class ExponentialBackoff(StackRandom random, TimeSpan first, TimeSpan longest)
{
    private TimeSpan _previous;

    /// <summary>How often was waited since the start.</summary>
    public int Count { get; private set; }

    public void Restart()
    {
        _previous = TimeSpan.Zero;
        Count = 0;
    }

    /// <summary>How long to wait now.</summary>
    /// <param name="isNeverShorter">The tenth is only added: for the first of DHCPv6's Solicit messages (RFC 8415 18.2.1).</param>
    public TimeSpan Next(bool isNeverShorter = false)
    {
        TimeSpan mean = Count == 0 ? first : _previous * 2;
        if (longest != TimeSpan.Zero && mean > longest)
        {
            mean = longest;
            _previous = longest;
        }

        TimeSpan spread = (Count == 0 || mean == longest ? mean : _previous) / 10;
        _previous = random.NextBetween(isNeverShorter ? mean + new TimeSpan(1) : mean - spread, mean + spread);
        Count++;
        return _previous;
    }
}
