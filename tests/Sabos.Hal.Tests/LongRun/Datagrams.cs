using System;
using Sabos.Net;

namespace Sabos.Hal.Tests.LongRun;

/// <summary>Datagrams, also in fragments, that the image's side sends back.</summary>
internal sealed class Datagrams
{
    private const ushort Port = 7;

    private readonly UdpSocket _echo;
    private readonly UdpSocket _client;
    private readonly byte[] _buffer = new byte[1 << 16];

    public Datagrams(NetworkStack image, NetworkStack peer)
    {
        _echo = Bound(image, Port);
        _client = Bound(peer, 9);
    }

    public int Asked { get; private set; }

    public int Answered { get; private set; }

    public void Ask(IpAddress image, int length)
    {
        Asked++;
        Assert.Equal(TransportError.None, _client.Send(_buffer.AsSpan(0, length), new IpEndpoint(image, Port)));
    }

    /// <summary>Does what can be done now.</summary>
    public void Run()
    {
        while (_echo.Receive(_buffer, out DatagramReceived asked) == TransportError.None)
            _ = _echo.Send(_buffer.AsSpan(0, asked.Copied), asked.Source);
        while (_client.Receive(_buffer, out _) == TransportError.None)
            Answered++;
    }

    private static UdpSocket Bound(NetworkStack stack, ushort port)
    {
        UdpSocket socket = stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(IpAddress.AnyIpv6, port), dualStack: true, reuseAddress: false));
        return socket;
    }
}
