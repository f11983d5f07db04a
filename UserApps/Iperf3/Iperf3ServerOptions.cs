using System;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Iperf3;

/// <summary>Where and within which limits an <see cref="Iperf3Server"/> serves.</summary>
public sealed record Iperf3ServerOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one. Every address of both families, where the system has both, by default.</summary>
    public IPEndPoint EndPoint { get; init; } = new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 5201);

    /// <summary>How long a client may take for each step of the conversation outside the test itself.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its announced duration a test is ended by force.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(40);
}
