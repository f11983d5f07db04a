using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Transfer;

/// <summary>A conversation over a socket: both directions at once.</summary>
internal sealed class TransferSession : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly Socket _socket;
    private readonly TransferConversation _conversation;
    private readonly Lock _lock = new();
    private readonly AsyncAutoResetEvent _received = new();
    private readonly AsyncAutoResetEvent _sent = new();

    public TransferSession(Socket socket, TransferConversation conversation)
    {
        _socket = socket;
        _conversation = conversation;
        _socket.NoDelay = true;
    }

    /// <summary>Ends when both streams have.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CancellationTokenRegistration wakeUp = either.Token.Register(() =>
        {
            _received.Set();
            _sent.Set();
        });
        Task[] both = [ReceiveAsync(either.Token), SendAsync(either.Token)];
        Task first = await Task.WhenAny(both).ConfigureAwait(false);
        if (!first.IsCompletedSuccessfully)
            await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(both).ConfigureAwait(false);
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferLength];
        int length;
        do
        {
            while (!CanReceive())
            {
                await _sent.WaitAsync().ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }

            length = await _socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            lock (_lock)
            {
                if (length > 0)
                    _conversation.Receive(buffer.AsSpan(0, length));
                else
                    _conversation.ReceiveEnd();
            }

            _received.Set();
        }
        while (length > 0);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferLength];
        bool isComplete = false;
        while (!isComplete)
        {
            int length;
            lock (_lock)
            {
                length = _conversation.Send(buffer);
                isComplete = length == 0 && _conversation.IsComplete;
            }

            if (length > 0)
            {
                for (int sent = 0; sent < length;)
                    sent += await _socket.SendAsync(buffer.AsMemory(sent, length - sent), cancellation).ConfigureAwait(false);
                _sent.Set();
            }
            else if (!isComplete)
            {
                await _received.WaitAsync().ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        _socket.Shutdown(SocketShutdown.Send);
    }

    private bool CanReceive()
    {
        lock (_lock)
            return _conversation.CanReceive;
    }
}
