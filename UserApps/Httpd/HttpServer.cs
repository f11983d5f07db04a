using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Serving;

namespace Sabos.Httpd;

/// <summary>
/// An HTTP/1.1 server for GET and HEAD (RFC 9110, RFC 9112). Connections cost no thread, requests no allocation, and timeouts no timer:
/// one timer sweeps all connections each second, and stands still while there is none.
/// </summary>
public sealed class HttpServer : IDisposable
{
    // Beyond the limit this many connections may be under refusal; one more is reset.
    private const int RefusalSlots = 32;

    private static readonly TimeSpan s_sweepPeriod = TimeSpan.FromSeconds(1);

    private readonly HttpService _service;
    private readonly ConnectionTable _table;
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;
    private readonly ServiceListener _listener;
    private readonly Lock _sweepLock = new();
    private bool _isSweeping;

    /// <summary>Prepares a server; <see cref="Start"/> opens its port.</summary>
    public HttpServer(HttpServerOptions options, IReadOnlyList<IHttpResource> resources, TimeProvider time)
    {
        _service = new HttpService(options, new ResourceTable(resources), time);
        _table = new ConnectionTable(options.MaximumConnections + RefusalSlots);
        _time = time;
        _sweeper = time.CreateTimer(static server => ((HttpServer)server!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _listener = new ServiceListener(options.EndPoint, time) { ServesInline = true };
    }

    public HttpServerStatistics Statistics => _service.Statistics;

    /// <summary>Connections open now.</summary>
    public int Connections => _table.Count;

    /// <summary>Where the server listens, once started.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken.</summary>
    public void Start() => _listener.Start(_service.Options.Backlog);

    /// <summary>
    /// Serves until <paramref name="cancellation"/>. Then nothing more is accepted, requests that have arrived are answered, and the task ends when
    /// all connections are closed, by force after <see cref="HttpServerOptions.CloseTimeout"/>.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _listener.RunAsync(Serve, cancellation).ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        _listener.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "A connection in the table disposes of itself.")]
    private void Serve(Socket socket)
    {
        _service.Statistics.CountAccepted();
        bool isRefused = _table.Count >= _service.Options.MaximumConnections;
        if (isRefused)
            _service.Statistics.CountRefused();

        HttpConnection? connection = Admit(socket);

        // After the connection is in the table, or the last sweep might miss it; before it is served, since the date may have stood still.
        StartSweeping();
        if (isRefused)
            connection?.Refuse();
        else
            connection?.Serve();
    }

    /// <summary>Gives the connection a place; null, and a closed socket, if there is none even for a refusal.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "A connection in the table disposes of itself.")]
    private HttpConnection? Admit(Socket socket)
    {
        HttpConnection? connection = null;
        bool isAdmitted = false;
        try
        {
            InlineCompletions.Prefer(socket);
            connection = new HttpConnection(socket, _service, _table);
            isAdmitted = _table.TryAdd(connection);
            return isAdmitted ? connection : null;
        }
        finally
        {
            if (!isAdmitted)
            {
                connection?.Dispose();
                socket.Dispose();
            }
        }
    }

    private async Task StopAsync()
    {
        _service.IsStopping = true;
        _table.Interrupt(abort: false);
        Task emptied = _table.WhenEmpty();
        await Task.WhenAny(emptied, Task.Delay(_service.Options.CloseTimeout, _time)).ConfigureAwait(false);
        _table.Interrupt(abort: true);
        await emptied.ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    private void StartSweeping()
    {
        lock (_sweepLock)
        {
            if (_isSweeping)
                return;
            _isSweeping = true;
            _service.Clock.Refresh();
            _sweeper.Change(s_sweepPeriod, s_sweepPeriod);
        }
    }

    private void Sweep()
    {
        lock (_sweepLock)
        {
            _service.Clock.Tick();
            _isSweeping = _table.Expire(_service.Clock.Seconds);
            if (!_isSweeping)
                _sweeper.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
