using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Serving;

/// <summary>The socket that a service listens on. No client, and no lack of sockets or of memory, ends the service.</summary>
public sealed class ServiceListener(IPEndPoint endPoint, TimeProvider time) : IDisposable
{
    // Clients that are taken over in a row before whatever else waits for the thread gets its turn.
    private const int TurnLength = 32;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>
    /// Clients are served on the thread that learns of their coming: for services that neither block nor compute for long when they take one over
    /// (<see cref="InlineCompletions"/>).
    /// </summary>
    public bool ServesInline { get; init; }

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>
    /// Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken. Nagle's algorithm is off for all of them: an accepted
    /// socket inherits that.
    /// </summary>
    /// <param name="backlog">Clients that may wait to be accepted.</param>
    public void Start(int backlog)
    {
        _socket.NoDelay = true;
        if (ServesInline)
            InlineCompletions.Prefer(_socket);
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            _socket.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
        _socket.Bind(endPoint);
        _socket.Listen(backlog);
    }

    /// <summary>Accepts one client after the other until <paramref name="cancellation"/>, and then closes the port.</summary>
    /// <param name="serve">Takes a client over; where it throws for lack of sockets or of memory, the client is turned away.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Action<Socket> serve, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                for (int turn = 0; turn < TurnLength; turn++)
                    await AcceptAsync(serve, cancellation).ConfigureAwait(false);

                // Where clients come as fast as they are served, the thread that learns of events would otherwise learn of no other.
                await Task.Yield();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _socket.Dispose();
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task AcceptAsync(Action<Socket> serve, CancellationToken cancellation)
    {
        Socket? client = null;
        try
        {
            client = await _socket.AcceptAsync(cancellation).ConfigureAwait(false);
            serve(client);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The client gave up while it waited.
            client?.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or OutOfMemoryException)
        {
            // Clients that leave give some back.
            client?.Dispose();
            await Task.Delay(s_pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
