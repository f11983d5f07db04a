using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Serving;
using Sabos.Shell;

namespace Sabos.Telnetd;

/// <summary>A telnet server with the shell behind it (RFC 854). Idle sessions stay; TCP's keep-alive ends those whose client is gone without a word.</summary>
public sealed class TelnetServer : IDisposable
{
    private readonly TelnetServerOptions _options;
    private readonly CommandTable _commands;
    private readonly TimeProvider _time;
    private readonly ServiceListener _listener;
    private readonly Lock _lock = new();
    private int _sessions;
    private int _refusals;
    private TaskCompletionSource? _emptied;

    /// <summary>Prepares a server; <see cref="Start"/> opens its port.</summary>
    public TelnetServer(TelnetServerOptions options, CommandTable commands, TimeProvider time)
    {
        _options = options;
        _commands = commands;
        _time = time;
        _listener = new ServiceListener(options.EndPoint, time);
    }

    /// <summary>Connections open now, those being turned away included.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
                return _sessions + _refusals;
        }
    }

    /// <summary>Where the server listens, once started.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken.</summary>
    public void Start() => _listener.Start(_options.MaximumSessions);

    /// <summary>Serves until <paramref name="cancellation"/>; ends when all sessions are closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _listener.RunAsync(client => Serve(client, cancellation), cancellation).ConfigureAwait(false);
        await WhenEmpty().ConfigureAwait(false);
    }

    public void Dispose() => _listener.Dispose();

    private void Serve(Socket socket, CancellationToken cancellation)
    {
        bool isRefused;
        lock (_lock)
        {
            isRefused = _sessions == _options.MaximumSessions;
            if (isRefused && _refusals == _options.MaximumSessions)
            {
                socket.Dispose();
                return;
            }

            Count(isRefused, 1);
        }

        _ = ServeAsync(socket, isRefused, cancellation);
    }

    private async Task ServeAsync(Socket socket, bool isRefused, CancellationToken cancellation)
    {
        try
        {
            using TelnetTerminal terminal = new(socket);
            KeepAlive(socket);
            if (isRefused)
                await terminal.WriteAsync("Too many sessions; try again later.\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
            else
                await RunSessionAsync(terminal, cancellation).ConfigureAwait(false);
            await CloseAsync(socket, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or OutOfMemoryException)
        {
            // The client is gone, the server stops, or memory is short: in any case the socket is closed.
        }
        finally
        {
            socket.Dispose();
            End(isRefused);
        }
    }

    private async Task RunSessionAsync(TelnetTerminal terminal, CancellationToken cancellation)
    {
        await terminal.BeginAsync(cancellation).ConfigureAwait(false);
        using ShellSession session = new(terminal, _commands);
        await session.RunAsync(cancellation).ConfigureAwait(false);
    }

    private void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)_options.KeepAliveTime.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)_options.KeepAliveInterval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, _options.KeepAliveProbes);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    // Our FIN first; then what the client still sends is read until its own, lest unread bytes make the close a reset.
    private async Task CloseAsync(Socket socket, CancellationToken cancellation)
    {
        socket.Shutdown(SocketShutdown.Send);
        using CancellationTokenSource timeout = new(_options.CloseTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        byte[] discarded = new byte[512];
        while (await socket.ReceiveAsync(discarded, either.Token).ConfigureAwait(false) > 0)
        {
        }
    }

    private void End(bool isRefused)
    {
        lock (_lock)
        {
            Count(isRefused, -1);
            if (_sessions + _refusals == 0)
                _emptied?.TrySetResult();
        }
    }

    // Those being turned away take no session's place.
    private void Count(bool isRefused, int change)
    {
        if (isRefused)
            _refusals += change;
        else
            _sessions += change;
    }

    private Task WhenEmpty()
    {
        lock (_lock)
        {
            if (_sessions + _refusals == 0)
                return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }
}
