using System;

namespace Sabos.Net;

/// <summary>
/// How long after a conflict the next address is tried: ten seconds (RFC 2131 3.1 5), and a minute after ten conflicts, in case somebody answers whatever is
/// asked (MAX_CONFLICTS and RATE_LIMIT_INTERVAL, RFC 5227 1.1). Some more by chance: of two stations that want the same address one is to be first.
/// </summary>
internal sealed class ConflictPause(StackRandom random)
{
    private const int MaxConflicts = 10;
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_rateLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_spread = TimeSpan.FromSeconds(5);

    private int _conflicts;

    public TimeSpan Next()
    {
        _conflicts++;
        TimeSpan least = _conflicts > MaxConflicts ? s_rateLimit : s_usual;
        return random.NextBetween(least, least + s_spread);
    }

    /// <summary>How the next address is asked for: after a conflict nobody is optimistic.</summary>
    public AddressProbing Restrain(AddressProbing probing) => _conflicts == 0 ? probing : probing with { IsOptimistic = false };

    /// <summary>An address was found.</summary>
    public void Reset() => _conflicts = 0;
}
