using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3;

namespace Sabos.Apps.Tests.Iperf3;

/// <summary>An iperf3 server on a free port of the loopback.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Iperf3Server _server;
    private readonly Task _running;

    public LoopbackServer(TimeProvider time)
    {
        _server = new Iperf3Server(new Iperf3ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, time);
        _server.Start();
        _running = _server.RunAsync(_stop.Token);
    }

    public int Port => _server.EndPoint.Port;

    /// <summary>Connects and shows a cookie, 37 times the same character.</summary>
    public async Task<Socket> ConnectAsync(char cookie)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_server.EndPoint);
        byte[] bytes = new byte[37];
        Array.Fill(bytes, (byte)cookie);
        await socket.SendAsync(bytes);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _server.Dispose();
        _stop.Dispose();
    }
}
