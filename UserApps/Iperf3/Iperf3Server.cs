using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;
using Sabos.Serving;

namespace Sabos.Iperf3;

/// <summary>
/// The server side of iperf3, over TCP and UDP: any client of its version 3 measures the machine with it. One test runs at a time; who comes
/// meanwhile is told that the server is busy.
/// </summary>
public sealed class Iperf3Server : IDisposable
{
    // A test of 128 streams each way connects them in one go.
    private const int Backlog = 256;

    // Connections whose first bytes are awaited at a time, each on a thread.
    private const int Readers = 16;

    private readonly Iperf3ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceListener _listener;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _readers = new(Readers);
    private long _accepted;
    private TestSession? _session;
    private Task _sessionEnd = Task.CompletedTask;

    /// <summary>Prepares a server; <see cref="Start"/> opens its port.</summary>
    public Iperf3Server(Iperf3ServerOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _listener = new ServiceListener(options.EndPoint, time);
    }

    /// <summary>Where the server listens, once started.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken.</summary>
    public void Start() => _listener.Start(Backlog);

    /// <summary>Serves until <paramref name="cancellation"/>, which ends the running test, too.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _listener.RunAsync(client => Admit(client, _accepted++, cancellation), cancellation).ConfigureAwait(false);
        await _sessionEnd.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _session?.Dispose();
        _readers.Dispose();
    }

    // The client of a test that is only to be wound up has gone already as far as the next one can tell: the next one waits.
    private void Admit(Socket socket, long order, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_session is { IsFinishing: false } busy)
            {
                _ = JoinAsync(busy, socket, order, cancellation);
                return;
            }

            _session = new TestSession(socket, _options, _time);
            _sessionEnd = ServeAsync(_session, _sessionEnd, cancellation);
        }
    }

    private async Task ServeAsync(TestSession session, Task previous, CancellationToken cancellation)
    {
        await previous.ConfigureAwait(false);
        try
        {
            await session.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEndOfConnection(exception))
        {
            // The client is gone or does not speak iperf3, the server stops, or memory is short: the test is over.
        }
        finally
        {
            session.Dispose();
            lock (_lock)
                _session = _session == session ? null : _session;
        }
    }

    /// <summary>Adds a connection to the test that is running, or turns it away if it does not belong there.</summary>
    private async Task JoinAsync(TestSession session, Socket socket, long order, CancellationToken cancellation)
    {
        bool isTaken = false;
        try
        {
            using CancellationTokenSource timeout = new(_options.StepTimeout, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            byte[] cookie = await ReadCookieAsync(socket, either.Token).ConfigureAwait(false);
            isTaken = session.TryAdd(socket, cookie, order);
            if (isTaken)
                return;
            await new ControlChannel(socket).SendAsync(ControlState.AccessDenied, either.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (IsEndOfConnection(exception))
        {
            // The newcomer is gone, and nothing of the test with it.
        }
        finally
        {
            if (!isTaken)
                socket.Dispose();
        }
    }

    // A socket that was once used asynchronously never blocks again: the class library then makes calls wait by objects of its own, some for each, and
    // hands over from one thread to another. A stream is to be received from by calls that do block.
    private async Task<byte[]> ReadCookieAsync(Socket socket, CancellationToken cancellation)
    {
        await _readers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using (cancellation.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
            {
                return await Task.Factory.StartNew(
                    () => ControlChannel.ReadCookie(socket), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
        finally
        {
            _readers.Release();
        }
    }

    private static bool IsEndOfConnection(Exception exception) =>
        exception is IOException or InvalidDataException or SocketException or ObjectDisposedException
            or OperationCanceledException or OutOfMemoryException;
}
