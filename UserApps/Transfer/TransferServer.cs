using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Transfer;

/// <summary>A service to try connections with: it sends streams that are known beforehand, digests what it is sent, echoes, and calls back.</summary>
public sealed class TransferServer(TransferServerOptions options) : IDisposable
{
    private const int Backlog = 128;

    private readonly Socket _listener = new(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Where the server listens, once started.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken.</summary>
    public void Start()
    {
        if (options.EndPoint.AddressFamily == AddressFamily.InterNetworkV6)
            _listener.DualMode = options.EndPoint.Address.Equals(IPAddress.IPv6Any);
        _listener.Bind(options.EndPoint);
        _listener.Listen(Backlog);
    }

    /// <summary>Serves until <paramref name="cancellation"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptAsync(cancellation).ConfigureAwait(false), new TransferConversation(), cancellation);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
            {
                // The client gave up while it waited.
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static async Task ServeAsync(Socket socket, TransferConversation conversation, CancellationToken cancellation)
    {
        try
        {
            using TransferSession session = new(socket, conversation);
            await session.RunAsync(cancellation).ConfigureAwait(false);
            if (conversation.Call is { Callee: { } callee } call)
            {
                using Socket called = new(callee.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await called.ConnectAsync(callee, cancellation).ConfigureAwait(false);
                using TransferSession second = new(called, new TransferConversation(call));
                await second.RunAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The peer is gone, and sees by itself that it did not get what it asked for.
        }
    }
}
