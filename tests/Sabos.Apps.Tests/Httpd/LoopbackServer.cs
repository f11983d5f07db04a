using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Httpd;

namespace Sabos.Apps.Tests.Httpd;

/// <summary>An HTTP server on a free port of the loopback, with one small page, in a time of the test's own.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer(HttpServerOptions options)
    {
        Server = new HttpServer(
            options with { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, [new StaticResource("/", "text/plain", "hello"u8.ToArray())], Time);
        Server.Start();
        Running = Server.RunAsync(_stop.Token);
    }

    public ManualTimeProvider Time { get; } = new();

    public HttpServer Server { get; }

    /// <summary>Ends when the server has stopped.</summary>
    public Task Running { get; }

    public async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Server.EndPoint);
        return socket;
    }

    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();

        // The clients may still be there: the server's patience with them ends by its own clock.
        await Time.AdvanceUntilAsync(AsResult(Running));
        Server.Dispose();
        _stop.Dispose();
    }

    private static async Task<bool> AsResult(Task task)
    {
        await task;
        return true;
    }
}
