using System;

namespace Sabos.Net;

/// <summary>
/// How many answers of a kind may be sent: a bucket of tokens. What an answer costs varies at random, so that nobody who exhausts the bucket learns
/// from the answers that he gets what is answered to others (the side channels of CVE-2016-5696 and CVE-2020-25705).
/// </summary>
/// <param name="random">For the variation.</param>
/// <param name="perSecond">Answers in a second, in the long run and on average.</param>
/// <param name="burst">Answers at once, on average.</param>
internal sealed class RandomizedRateLimit(StackRandom random, int perSecond, int burst)
{
    // An answer costs one, two or three of them.
    private const int TokensPerAnswer = 2;

    private readonly long _ticksPerToken = TimeSpan.TicksPerSecond / (perSecond * TokensPerAnswer);
    private Instant _filled;
    private long _tokens = burst * TokensPerAnswer;

    /// <summary>Whether one more may be sent now.</summary>
    public bool TryTake(Instant now)
    {
        long earned = (now - _filled).Ticks / _ticksPerToken;
        if (earned > 0)
        {
            _filled += new TimeSpan(earned * _ticksPerToken);
            _tokens = Math.Min(burst * TokensPerAnswer, _tokens + earned);
        }

        if (_tokens <= 0)
        {
            return false;
        }

        _tokens -= 1 + random.NextBelow((2 * TokensPerAnswer) - 1);
        return true;
    }
}
