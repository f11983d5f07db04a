using System;

namespace Sabos.Net;

/// <summary>Lifetimes as they are on the wire: seconds, of which the greatest number means for ever (RFC 4861 4.6.2, RFC 8415 7.7).</summary>
internal static class Lifetime
{
    public const uint Infinite = uint.MaxValue;

    /// <summary>When it ends.</summary>
    public static Instant Until(Instant now, uint seconds) => seconds == Infinite ? Instant.Never : now + TimeSpan.FromSeconds(seconds);
}
