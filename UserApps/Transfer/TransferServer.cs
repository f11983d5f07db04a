using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Serving;

namespace Sabos.Transfer;

/// <summary>A service to try connections with: it sends streams that are known beforehand, digests what it is sent, echoes, and calls back.</summary>
public sealed class TransferServer(TransferServerOptions options, TimeProvider time) : IDisposable
{
    private const int Backlog = 128;

    private readonly ServiceListener _listener = new(options.EndPoint, time);

    /// <summary>Where the server listens, once started.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Opens the port: from now on clients can connect. Throws <see cref="SocketException"/> if it is taken.</summary>
    public void Start() => _listener.Start(Backlog);

    /// <summary>Serves until <paramref name="cancellation"/>.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        _listener.RunAsync(client => _ = ServeAsync(client, new TransferConversation(), cancellation), cancellation);

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
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or OutOfMemoryException)
        {
            // The peer is gone or memory is short: the peer sees by itself that it did not get what it asked for.
        }
    }
}
