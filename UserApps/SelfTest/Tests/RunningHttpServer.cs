using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Httpd;

namespace Sabos.SelfTest.Tests;

/// <summary>An httpd of the test's own on a free port of the IPv4 loopback, or of the address given, until disposed.</summary>
internal sealed class RunningHttpServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningHttpServer(IPAddress? address = null)
    {
        Server = new HttpServer(
            new HttpServerOptions { EndPoint = new IPEndPoint(address ?? IPAddress.Loopback, 0) }, SystemSite.Create(TimeProvider.System), TimeProvider.System);
        Server.Start();
        _running = Server.RunAsync(_stop.Token);
    }

    public HttpServer Server { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        Server.Dispose();
        _stop.Dispose();
    }
}
