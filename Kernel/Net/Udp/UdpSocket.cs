using System;

namespace Sabos.Net;

/// <summary>A UDP socket (RFC 768). Datagrams queue up to the receive buffer's size, and are then dropped and counted.</summary>
public sealed class UdpSocket : NetworkSocket
{
    internal UdpSocket()
    {
    }

    /// <summary>Set by Connect: only its datagrams are received, and Send needs no address.</summary>
    public IpEndpoint? RemoteEndpoint => throw new NotImplementedException();

    public override Readiness Readiness => throw new NotImplementedException();

    /// <summary>A pending ICMP error of a connected socket (RFC 1122 4.1.3.3); taking it clears it.</summary>
    public TransportError TakeError() => throw new NotImplementedException();

    /// <summary>Payload bytes of the next datagram, or 0.</summary>
    public int Available => throw new NotImplementedException();

    /// <summary>Bytes that may wait to be received, each datagram counted with a fixed overhead.</summary>
    public int ReceiveBufferSize { get; set; } = 212_992;

    /// <summary>Send to broadcast addresses (SO_BROADCAST); otherwise AccessDenied.</summary>
    public bool AllowBroadcast { get; set; }

    /// <summary>IPv4's DF bit.</summary>
    public bool DoNotFragment { get; set; }

    /// <summary>Binds to an address of ours or the unspecified one, and a port (0: ephemeral). None, AddressInUse, AddressNotAvailable, InvalidArgument.</summary>
    public TransportError Bind(IpEndpoint local, bool dualStack, bool reuseAddress) => throw new NotImplementedException();

    /// <summary>Fixes the peer (binding first if need be), or removes it with null.</summary>
    public TransportError Connect(IpEndpoint? remote) => throw new NotImplementedException();

    /// <summary>Sends one datagram; binds to an ephemeral port first if need be. WouldBlock: the device has no room now.</summary>
    public TransportError Send(ReadOnlySpan<byte> datagram, IpEndpoint? remote) => throw new NotImplementedException();

    /// <summary>Takes one datagram, truncated to the destination. WouldBlock: none.</summary>
    public TransportError Receive(Span<byte> destination, out DatagramReceived received, bool peek = false) => throw new NotImplementedException();

    public override void Close() => throw new NotImplementedException();
}
