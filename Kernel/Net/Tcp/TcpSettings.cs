using System;

namespace Sabos.Net;

/// <summary>The limits and durations of a stack's TCP.</summary>
public sealed record TcpSettings
{
    /// <summary>Bytes that all send and receive buffers together may hold.</summary>
    public int BufferMemory { get; init; } = 16 * 1024 * 1024;

    /// <summary>Connections, handshakes and TIME-WAITs at a time.</summary>
    public int MaximumConnections { get; init; } = 65_536;

    /// <summary>Bytes of a new connection's send buffer, which grows with the congestion window unless the program sets its size.</summary>
    public int SendBufferSize { get; init; } = 128 * 1024;

    /// <summary>The most bytes that a send buffer grows to by itself; never more than a quarter of <see cref="BufferMemory"/>.</summary>
    public int MaximumSendBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of a new connection's receive buffer, which grows with what arrives and is taken in a round trip unless the program sets its size.</summary>
    public int ReceiveBufferSize { get; init; } = 128 * 1024;

    /// <summary>
    /// The most that a receive buffer may be set to, or grow to by itself, there never more than a quarter of <see cref="BufferMemory"/>; the window scale
    /// allows for it.
    /// </summary>
    public int MaximumReceiveBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Offer and accept selective acknowledgments (RFC 2018).</summary>
    public bool SelectiveAcknowledgments { get; init; } = true;

    /// <summary>Offer and accept timestamps (RFC 7323).</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>
    /// Explicit congestion notification (RFC 3168). By default it is used where the peer asks: that costs nothing, while a SYN that asks for it costs a second
    /// wherever a middlebox still drops it.
    /// </summary>
    public EcnMode CongestionNotification { get; init; } = EcnMode.Accept;

    /// <summary>Twice the maximum segment lifetime (RFC 9293 3.4.2), with 30 s for it as in common use.</summary>
    public TimeSpan TimeWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections in TIME-WAIT; one more, and the oldest is forgotten.</summary>
    public int TimeWaitCapacity { get; init; } = 8192;

    /// <summary>Connections that the program has closed and the peer has not; one more is reset.</summary>
    public int MaximumOrphans { get; init; } = 4096;

    /// <summary>How long a connection that the program has closed waits in FIN-WAIT-2 for the peer's FIN.</summary>
    public TimeSpan OrphanTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What moves a new connection's congestion window.</summary>
    public CongestionControlAlgorithm CongestionControl { get; init; } = CongestionControlAlgorithm.Cubic;

    /// <summary>Leave the first slow start when the round trip grows (RFC 9406).</summary>
    public bool HyStart { get; init; } = true;

    /// <summary>Handshakes under way for one listener.</summary>
    public int SynBacklog { get; init; } = 512;

    /// <summary>Answer with SYN cookies (RFC 4987 3.6) when the backlog is full.</summary>
    public bool SynCookies { get; init; } = true;

    /// <summary>
    /// Settings for a machine: all that strangers can make us keep, which is connections with a chunk of memory in each direction and the buffers'
    /// common memory, is at most three quarters of it, and less in a small machine, where what everything else needs weighs more.
    /// </summary>
    /// <param name="bytes">Memory that the program may use.</param>
    public static TcpSettings ForMemory(long bytes)
    {
        const int BytesPerConnection = 2048 + (2 * ChunkPool.ChunkSize);
        const int BytesBeside = 2 << 20;
        var usual = new TcpSettings();
        int connections = (int)Math.Clamp((bytes - BytesBeside) / 2 / BytesPerConnection, 80, usual.MaximumConnections);
        return usual with
        {
            BufferMemory = (int)Math.Clamp(bytes / 8, 1 << 18, 256 << 20),
            MaximumConnections = connections,
            MaximumOrphans = Math.Min(connections / 4, usual.MaximumOrphans),
            TimeWaitCapacity = Math.Min(connections / 4, usual.TimeWaitCapacity),
        };
    }
}
