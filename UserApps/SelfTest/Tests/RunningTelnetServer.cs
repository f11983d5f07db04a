using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;
using Sabos.Telnetd;

namespace Sabos.SelfTest.Tests;

/// <summary>A telnetd of the test's own on a free port of the IPv4 loopback, or of the address given, until disposed.</summary>
internal sealed class RunningTelnetServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningTelnetServer(IPAddress? address = null)
    {
        Server = new TelnetServer(
            new TelnetServerOptions { EndPoint = new IPEndPoint(address ?? IPAddress.Loopback, 0) },
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
