namespace Sabos.Net;

/// <summary>What a device has done since it was attached (RFC 2863's ifTable), without the link's own checksum in the bytes.</summary>
public readonly record struct LinkStatistics
{
    public long ReceivedBytes { get; init; }

    public long ReceivedFrames { get; init; }

    /// <summary>Came damaged.</summary>
    public long ReceiveErrors { get; init; }

    /// <summary>Came, and there was no room.</summary>
    public long ReceiveDrops { get; init; }

    public long SentBytes { get; init; }

    public long SentFrames { get; init; }

    public long SendErrors { get; init; }

    /// <summary>Taken from the stack and not sent.</summary>
    public long SendDrops { get; init; }
}
