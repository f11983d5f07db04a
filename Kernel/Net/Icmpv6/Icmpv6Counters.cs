namespace Sabos.Net;

/// <summary>The ICMPv6 statistics of RFC 4293 (icmpStatsTable), by its names, and those of each message.</summary>
public sealed class Icmpv6Counters
{
    private readonly long[] _received = new long[256];
    private readonly long[] _sent = new long[256];

    public long InMsgs { get; internal set; }

    /// <summary>Too short, or a bad checksum.</summary>
    public long InErrors { get; internal set; }

    /// <summary>A message of neighbour discovery or MLD that must not be believed: not from this link, or malformed (RFC 4861 6.1, 7.1, 8.1, RFC 3810 6.2).</summary>
    public long InInvalid { get; internal set; }

    public long OutMsgs { get; internal set; }

    /// <summary>Error messages not sent because too many were.</summary>
    public long OutRateLimited { get; internal set; }

    /// <summary>Messages of a type that came in.</summary>
    public long Received(Icmpv6Type type) => _received[(byte)type];

    /// <summary>Messages of a type that were sent.</summary>
    public long Sent(Icmpv6Type type) => _sent[(byte)type];

    internal void CountReceived(Icmpv6Type type) => _received[(byte)type]++;

    internal void CountSent(Icmpv6Type type)
    {
        OutMsgs++;
        _sent[(byte)type]++;
    }
}
