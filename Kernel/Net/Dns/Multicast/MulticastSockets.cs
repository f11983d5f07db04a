using System;

namespace Sabos.Net;

/// <summary>The port 5353 of both versions of IP, shared by all links.</summary>
internal sealed class MulticastSockets : IReadinessObserver
{
    // RFC 6762 11: all of multicast DNS is sent with 255.
    private const byte TimeToLive = 255;

    private readonly UdpSocket _ipv4;
    private readonly UdpSocket _ipv6;

    private MulticastSockets(UdpSocket ipv4, UdpSocket ipv6)
    {
        _ipv4 = ipv4;
        _ipv6 = ipv6;
        foreach (UdpSocket socket in new[] { ipv4, ipv6 })
        {
            socket.TimeToLive = TimeToLive;
            socket.HearsEveryGroup = true;
            socket.MulticastLoop = false;
            socket.Observer = this;
        }
    }

    /// <summary>Datagrams may have come since the last <see cref="TryReceive"/> that found none.</summary>
    public bool HasDatagrams { get; private set; }

    /// <summary>Null: a program has the port, for itself alone.</summary>
    public static MulticastSockets? Open(UdpLayer udp)
    {
        UdpSocket ipv4 = udp.CreateSocket();
        UdpSocket ipv6 = udp.CreateSocket();
        if (ipv4.Bind(new IpEndpoint(IpAddress.AnyIpv4, MulticastLink.Port), dualStack: false, reuseAddress: true) == TransportError.None
            && ipv6.Bind(new IpEndpoint(IpAddress.AnyIpv6, MulticastLink.Port), dualStack: false, reuseAddress: true) == TransportError.None)
        {
            return new MulticastSockets(ipv4, ipv6);
        }

        ipv4.Close();
        ipv6.Close();
        return null;
    }

    public void OnReady(Readiness raised) => HasDatagrams |= (raised & Readiness.Readable) != 0;

    public bool TryReceive(Span<byte> destination, out DatagramReceived received)
    {
        HasDatagrams = _ipv4.Receive(destination, out received) == TransportError.None || _ipv6.Receive(destination, out received) == TransportError.None;
        return HasDatagrams;
    }

    /// <summary>Sends by an interface, from an address of its own; without one of that version nothing goes out.</summary>
    public void Send(NetworkInterface by, ReadOnlySpan<byte> message, IpEndpoint destination)
    {
        if (by.TrySelectSource(destination.Address, destination.Address, out IpAddress source))
        {
            (destination.Address.IsIpv4 ? _ipv4 : _ipv6).SendFrom(source, message, destination);
        }
    }

    public void Close()
    {
        _ipv4.Close();
        _ipv6.Close();
    }
}
