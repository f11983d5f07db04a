using System;
using System.Collections.Generic;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A name server on a stack of its own, by UDP and TCP, whose answers a test writes.</summary>
internal sealed class StreamDnsServer
{
    private readonly UdpSocket _datagrams;
    private readonly TcpListener? _listener;
    private readonly List<TcpConnection> _connections = [];
    private readonly byte[] _buffer = new byte[ushort.MaxValue];

    public StreamDnsServer(ResolverHost host, bool takesStreams = true)
    {
        IpAddress address = IpAddress.FromIpv4(10, 0, 0, 55);
        NetworkStack stack = host.Network.AddStack(seed: 55, "server");
        stack.AddInterface("eth0", host.Wire.Attach(new MacAddress(0x0200_0000_0055))).AddAddress(new IpPrefix(address, 24));
        Endpoint = new IpEndpoint(address, 53);
        _datagrams = stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, _datagrams.Bind(Endpoint, dualStack: false, reuseAddress: false));
        if (takesStreams)
        {
            Assert.Equal(TransportError.None, stack.Tcp.Listen(Endpoint, 8, dualStack: false, reuseAddress: false, out _listener));
        }

        host.Network.Polled += Serve;
        host.UseServers(Endpoint);
    }

    public IpEndpoint Endpoint { get; }

    /// <summary>The answer to a datagram, or null for none.</summary>
    public Func<byte[], byte[]?> Answer { get; set; } = Truncated;

    /// <summary>The bytes sent for what comes by TCP, the answer's length included.</summary>
    public Func<byte[], byte[]> AnswerStream { get; set; } = static query => Framed(ResolverHost.GiveAnswer(query));

    public List<byte[]> Datagrams { get; } = [];

    public List<byte[]> Streams { get; } = [];

    /// <summary>Nothing, and TC.</summary>
    public static byte[] Truncated(byte[] query)
    {
        byte[] reply = DnsServer.Reply(query);
        reply[2] |= 2;
        return reply;
    }

    public static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    /// <summary>Sends more on the connection that was made last.</summary>
    public void SendStream(byte[] bytes) => Send(_connections[^1], bytes);

    private static void Send(TcpConnection connection, byte[] bytes)
    {
        Assert.Equal(TransportError.None, connection.Send(bytes, out int sent));
        Assert.Equal(bytes.Length, sent);
    }

    private void Serve()
    {
        while (_datagrams.Receive(_buffer, out DatagramReceived received) == TransportError.None)
        {
            byte[] query = _buffer.AsSpan(0, received.Copied).ToArray();
            Datagrams.Add(query);
            if (Answer(query) is { } reply)
            {
                _datagrams.Send(reply, received.Source);
            }
        }

        while (_listener?.TryAccept(out TcpConnection? accepted) == true)
        {
            _connections.Add(accepted!);
        }

        foreach (TcpConnection connection in _connections)
        {
            if (connection.Receive(_buffer, out int count) == TransportError.None && count > 2)
            {
                byte[] query = _buffer.AsSpan(2, count - 2).ToArray();
                Streams.Add(query);
                Send(connection, AnswerStream(query));
            }
        }
    }
}
