using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;
using Sabos.Telnetd;

namespace Sabos.SelfTest.Tests;

/// <summary>A telnetd of the test's own on a free port of the loopback, until disposed.</summary>
internal sealed class RunningTelnetServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningTelnetServer()
    {
        Server = new TelnetServer(
            new TelnetServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) },
            new CommandTable(StandardCommands.Create(TimeProvider.System)), TimeProvider.System);
        Server.Start();
        _running = Server.RunAsync(_stop.Token);
    }

    public TelnetServer Server { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        Server.Dispose();
        _stop.Dispose();
    }
}
