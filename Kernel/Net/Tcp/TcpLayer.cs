using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>TCP as a whole: the demultiplexer, the listeners, the connections and their timers.</summary>
public sealed class TcpLayer : ITransport
{
    internal TcpLayer(IIpOutput output, StackRandom random)
    {
    }

    public IpProtocol Protocol => IpProtocol.Tcp;

    public Instant NextPoll => Instant.Never;

    /// <summary>Begins to listen. Port 0 picks an ephemeral port.</summary>
    /// <param name="local">Unspecified IPv4 address: all of ours of IPv4; unspecified IPv6 address: all of IPv6, and of IPv4 if dualStack.</param>
    /// <param name="backlog">The most connections that wait to be accepted.</param>
    /// <param name="dualStack">An IPv6 listener that takes IPv4 connections too (IPV6_V6ONLY off).</param>
    /// <param name="reuseAddress">SO_REUSEADDR: connections in TIME_WAIT on the port are no obstacle.</param>
    /// <param name="listener">The listener.</param>
    /// <returns>None, AddressInUse, AddressNotAvailable.</returns>
    public TransportError Listen(IpEndpoint local, int backlog, bool dualStack, bool reuseAddress, out TcpListener? listener) => throw new NotImplementedException();

    /// <summary>Begins an active open; Writable, or Error, tells how it went.</summary>
    /// <param name="local">Address (unspecified: by route) and port (0: ephemeral, RFC 6056).</param>
    /// <param name="remote">Where to.</param>
    /// <param name="reuseAddress">SO_REUSEADDR.</param>
    /// <param name="connection">In state SynSent.</param>
    /// <returns>None, AddressInUse, AddressNotAvailable, NetworkUnreachable, InvalidArgument, NoBufferSpace.</returns>
    public TransportError Connect(IpEndpoint local, IpEndpoint remote, bool reuseAddress, out TcpConnection? connection) => throw new NotImplementedException();

    /// <summary>Reserves a local port for a socket that is bound but neither listens nor connects yet; release it before Listen or Connect on it.</summary>
    public TransportError TryBind(IpEndpoint local, bool dualStack, bool reuseAddress, out TcpBinding? binding) => throw new NotImplementedException();

    /// <summary>A snapshot of all connections, listeners included (State Listen).</summary>
    public IReadOnlyList<TcpConnectionInfo> GetConnections() => throw new NotImplementedException();

    public bool Receive(Instant now, in IpReceived packet, ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    public void ReceiveError(Instant now, PathError error, IpAddress source, IpAddress destination, ReadOnlySpan<byte> quotation, int pathMtu) =>
        throw new NotImplementedException();

    public bool Poll(Instant now, int budget) => false;

    public void AddressRemoved(IpAddress address)
    {
    }
}
