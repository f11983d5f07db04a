namespace Sabos.Net;

/// <summary>The IP statistics of RFC 4293 (ipSystemStatsTable), by its names.</summary>
public sealed class IpCounters
{
    /// <summary>Packets that came in, erroneous ones too.</summary>
    public long InReceives { get; internal set; }

    public long InOctets { get; internal set; }

    /// <summary>Bad version, length, checksum or options.</summary>
    public long InHdrErrors { get; internal set; }

    /// <summary>Not for us, or from a source that cannot be one.</summary>
    public long InAddrErrors { get; internal set; }

    public long InUnknownProtos { get; internal set; }

    /// <summary>Sound packets dropped all the same.</summary>
    public long InDiscards { get; internal set; }

    public long InDelivers { get; internal set; }

    public long ReasmReqds { get; internal set; }

    public long ReasmOKs { get; internal set; }

    /// <summary>Datagrams given up: timed out, overlapping fragments, or no room.</summary>
    public long ReasmFails { get; internal set; }

    /// <summary>Packets that transports asked to be sent.</summary>
    public long OutRequests { get; internal set; }

    public long OutNoRoutes { get; internal set; }

    /// <summary>Dropped although nothing was wrong with them: no room in a queue, or the neighbour does not answer.</summary>
    public long OutDiscards { get; internal set; }

    public long OutFragReqds { get; internal set; }

    public long OutFragOKs { get; internal set; }

    public long OutFragFails { get; internal set; }

    public long OutFragCreates { get; internal set; }
}
