using System;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Httpd;

/// <summary>Where and within which limits an <see cref="HttpServer"/> serves. Of each time a connection has all, and at most two seconds more.</summary>
public sealed record HttpServerOptions
{
    // Socket, buffers and conversation of a connection that has been served, with the system's share.
    private const int BytesPerConnection = 9 * 1024;

    // What everything else needs, garbage not yet collected with it.
    private const int BytesBeside = 2 << 20;

    /// <summary>The address and port to listen on; port 0 takes a free one. Every address of both families, where the system has both, by default.</summary>
    public IPEndPoint EndPoint { get; init; } = new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 80);

    /// <summary>Connections served at once; one more is answered with 503. By default as many as half of the memory beyond what everything else needs is enough for.</summary>
    public int MaximumConnections { get; init; } =
        (int)Math.Clamp((GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - BytesBeside) / 2 / BytesPerConnection, 64, 65_536);

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Largest request body that is read (and discarded), in bytes; a larger one is answered with 413.</summary>
    public long MaximumBodyLength { get; init; } = 1 << 20;

    /// <summary>How long a connection may be idle between requests.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request's head may take from its first byte; then 408.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request's body may take; then 408.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take none of a response before the connection is given up.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server waits, after its own last byte, for the client to close (RFC 9112, 9.6), and for all connections at shutdown.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
