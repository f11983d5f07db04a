using System.Net;
using System.Net.Sockets;

namespace Sabos.Transfer;

/// <summary>Where a <see cref="TransferServer"/> serves.</summary>
public sealed record TransferServerOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one. Every address of both families, where the system has both, by default.</summary>
    public IPEndPoint EndPoint { get; init; } = new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 7000);
}
