using System;
using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Hal.Tests.LongRun;

/// <summary>
/// A server on one stack, and clients on another: each connection asks for a number of bytes, gets them, and ends. An exchange that does not come to its end is a stall.
/// </summary>
internal sealed class Exchanges
{
    private const ushort Port = 80;

    private readonly NetworkStack _client;
    private readonly Func<Instant> _now;
    private readonly TcpListener _listener;
    private readonly List<TcpConnection> _served = [];
    private readonly List<Request> _requests = [];
    private readonly byte[] _pattern = new byte[1 << 17];
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly Dictionary<TcpConnection, int> _left = [];

    public Exchanges(NetworkStack client, NetworkStack server, Func<Instant> now)
    {
        _client = client;
        _now = now;
        new Random(1).NextBytes(_pattern);
        Assert.Equal(TransportError.None, server.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, Port), backlog: 64, dualStack: true, reuseAddress: false, out TcpListener? listener));
        _listener = listener!;
    }

    /// <summary>Exchanges that came to their end.</summary>
    public int Completed { get; private set; }

    /// <summary>How many are under way.</summary>
    public int Open => _requests.Count;

    /// <summary>The longest that any took.</summary>
    public TimeSpan Longest { get; private set; }

    public void Begin(IpAddress server, int bytes)
    {
        IpAddress any = server.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        Assert.Equal(
            TransportError.None, _client.Tcp.Connect(new IpEndpoint(any, 0), new IpEndpoint(server, Port), reuseAddress: false, out TcpConnection? connection));
        _requests.Add(new Request(connection!, bytes, _now()));
    }

    /// <summary>Does what can be done now.</summary>
    public void Run()
    {
        while (_listener.TryAccept(out TcpConnection? accepted))
            _served.Add(accepted!);
        _served.RemoveAll(Serve);
        _requests.RemoveAll(Advance);
    }

    private bool Serve(TcpConnection connection)
    {
        if (!_left.ContainsKey(connection) && connection.Available >= sizeof(int))
        {
            Assert.Equal(TransportError.None, connection.Receive(_buffer.AsSpan(0, sizeof(int)), out _));
            _left[connection] = BitConverter.ToInt32(_buffer);
        }

        if (!_left.TryGetValue(connection, out int left))
            return false;
        while (left > 0 && connection.Send(_pattern.AsSpan(_pattern.Length - left, left), out int accepted) == TransportError.None)
            left -= accepted;
        _left[connection] = left;
        if (left > 0 || !connection.PeerClosed)
            return false;
        _left.Remove(connection);
        connection.Close();
        return true;
    }

    private bool Advance(Request request)
    {
        if (!request.IsSent)
        {
            TransportError sent = request.Connection.Send(BitConverter.GetBytes(request.Bytes), out _);
            Assert.True(sent is TransportError.None or TransportError.WouldBlock or TransportError.NotConnected, $"{sent}");
            request.IsSent = sent == TransportError.None;
        }

        while (request.Received < request.Bytes && request.Connection.Receive(_buffer, out int received) == TransportError.None && received > 0)
        {
            Assert.True(_pattern.AsSpan(_pattern.Length - request.Bytes + request.Received, received).SequenceEqual(_buffer.AsSpan(0, received)));
            request.Received += received;
        }

        if (request.Received < request.Bytes)
            return false;
        request.Connection.Close();
        TimeSpan took = _now() - request.Began;
        Longest = took > Longest ? took : Longest;
        Completed++;
        return true;
    }

    private sealed class Request(TcpConnection connection, int bytes, Instant began)
    {
        public TcpConnection Connection { get; } = connection;

        public int Bytes { get; } = bytes;

        public Instant Began { get; } = began;

        public bool IsSent { get; set; }

        public int Received { get; set; }
    }
}
