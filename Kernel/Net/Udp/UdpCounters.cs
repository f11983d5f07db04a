namespace Sabos.Net;

/// <summary>The UDP statistics of RFC 4113, by its names, and why datagrams were dropped.</summary>
public sealed class UdpCounters
{
    public long InDatagrams { get; internal set; }

    /// <summary>No socket at the port.</summary>
    public long NoPorts { get; internal set; }

    /// <summary>Not delivered for another reason: a bad length or checksum, or a full receive buffer.</summary>
    public long InErrors { get; internal set; }

    /// <summary>Of InErrors: the socket's receive buffer was full.</summary>
    public long ReceiveBufferErrors { get; internal set; }

    public long OutDatagrams { get; internal set; }
}
