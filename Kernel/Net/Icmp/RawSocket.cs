using System;

namespace Sabos.Net;

/// <summary>
/// A raw socket for one protocol (ICMP in practice: System.Net.NetworkInformation.Ping uses it). It receives a copy of every packet of its protocol;
/// IPv4 packets come with their IP header, IPv6 ones without (RFC 3542 3), as on Linux.
/// </summary>
public sealed class RawSocket : NetworkSocket
{
    internal RawSocket()
    {
    }

    public override Readiness Readiness => throw new NotImplementedException();

    public int Available => throw new NotImplementedException();

    public int ReceiveBufferSize { get; set; } = 212_992;

    public bool DoNotFragment { get; set; }

    /// <summary>Receives only what is sent to this address of ours.</summary>
    public TransportError Bind(IpAddress local) => throw new NotImplementedException();

    /// <summary>Receives only from this peer, which Send then defaults to; null removes it.</summary>
    public TransportError Connect(IpAddress? remote) => throw new NotImplementedException();

    /// <summary>Sends one payload; the IP header is added. The checksum of ICMPv6 is filled in (RFC 3542 3.1), that of ICMP is the caller's.</summary>
    public TransportError Send(ReadOnlySpan<byte> payload, IpAddress? remote) => throw new NotImplementedException();

    public TransportError Receive(Span<byte> destination, out DatagramReceived received, bool peek = false) => throw new NotImplementedException();

    public override void Close() => throw new NotImplementedException();
}
