using System;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Telnetd;

/// <summary>Where and within which limits a <see cref="TelnetServer"/> serves.</summary>
public sealed record TelnetServerOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one. Every address of both families, where the system has both, by default.</summary>
    public IPEndPoint EndPoint { get; init; } = new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 23);

    /// <summary>Sessions at once; one more is turned away with a line that says so.</summary>
    public int MaximumSessions { get; init; } = 16;

    /// <summary>How long the server waits, after its own last byte, for the client to close.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
