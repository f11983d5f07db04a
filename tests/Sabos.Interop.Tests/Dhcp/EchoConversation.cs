using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Sabos.Interop.Tests;

/// <summary>A connection over which messages go and come back without pause, each compared with what was sent.</summary>
internal sealed class EchoConversation : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _talking;
    private TaskCompletionSource _echoed = NewSignal();

    public EchoConversation(Socket socket)
    {
        _socket = socket;
        _talking = TalkAsync();
    }

    /// <summary>Waits for a message that goes out after this and its echo; fails if the connection has.</summary>
    public async Task ExpectEchoAsync()
    {
        // The next one may have been under way already.
        for (int i = 0; i < 2; i++)
        {
            Task echoed = Volatile.Read(ref _echoed).Task;
            await await Task.WhenAny(echoed, _talking);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await Task.WhenAny(_talking);
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task TalkAsync()
    {
        await _socket.SendAsync("echo\n"u8.ToArray(), _stop.Token);
        Random random = new(5);
        while (true)
        {
            byte[] message = new byte[random.Next(1, 5_000)];
            byte[] echo = new byte[message.Length];
            random.NextBytes(message);
            await _socket.SendAsync(message, _stop.Token);
            for (int received = 0; received < echo.Length;)
            {
                int count = await _socket.ReceiveAsync(echo.AsMemory(received), _stop.Token);
                Assert.NotEqual(0, count);
                received += count;
            }

            Assert.Equal(message, echo);
            Interlocked.Exchange(ref _echoed, NewSignal()).SetResult();
        }
    }
}
