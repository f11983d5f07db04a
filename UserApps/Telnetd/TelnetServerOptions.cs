using System;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Telnetd;

/// <summary>Where and within which limits a <see cref="TelnetServer"/> serves.</summary>
public sealed record TelnetServerOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one. Every address of both families, where the system has both, by default.</summary>
    public IPEndPoint EndPoint { get; init; } = new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 23);

    /// <summary>Sessions at once; one more is turned away with a line that says so, as many at once; beyond that without a word.</summary>
    public int MaximumSessions { get; init; } = 16;

    /// <summary>How long a client may be silent before it is asked whether it is still there (RFC 9293, 3.8.4).</summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it is waited for an answer before it is asked again.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a client is asked in vain before its session is ended.</summary>
    public int KeepAliveProbes { get; init; } = 6;

    /// <summary>How long the server waits, after its own last byte, for the client to close.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
