using System;

namespace Sabos.Net;

/// <summary>What a socket can do without blocking, in epoll's sense.</summary>
[Flags]
public enum Readiness
{
    None = 0,

    /// <summary>Bytes, a datagram, a connection to accept, end of stream or an error can be received.</summary>
    Readable = 1,

    /// <summary>There is room to send, or sending would report an error.</summary>
    Writable = 2,

    /// <summary>The peer will send no more (its FIN arrived).</summary>
    PeerClosed = 4,

    /// <summary>An error is pending or the connection is over.</summary>
    Error = 8,
}
