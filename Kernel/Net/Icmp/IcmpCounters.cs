namespace Sabos.Net;

/// <summary>The ICMP statistics of RFC 4293 (icmpStatsTable), by its names, and those of the commonest messages.</summary>
public sealed class IcmpCounters
{
    public long InMsgs { get; internal set; }

    /// <summary>Too short, or a bad checksum.</summary>
    public long InErrors { get; internal set; }

    public long InEchos { get; internal set; }

    public long InEchoReps { get; internal set; }

    public long InDestUnreachs { get; internal set; }

    public long InTimeExcds { get; internal set; }

    public long OutMsgs { get; internal set; }

    public long OutEchos { get; internal set; }

    public long OutEchoReps { get; internal set; }

    public long OutDestUnreachs { get; internal set; }

    public long OutTimeExcds { get; internal set; }

    /// <summary>Error messages not sent because too many were.</summary>
    public long OutRateLimited { get; internal set; }
}
