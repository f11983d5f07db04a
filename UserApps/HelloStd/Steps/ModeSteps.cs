using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>The ways to wait: not at all, for so long, until cancelled; and to look without taking.</summary>
internal static class ModeSteps
{
    private const int ShortMilliseconds = 50;
    private const int PatienceMicroseconds = 5_000_000;

    public static void NonBlocking(IPAddress loopback)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        listener.Server.Blocking = false;
        Expect.Fails(SocketError.WouldBlock, () => listener.Server.Accept().Dispose());

        using SocketPair pair = SocketPair.Connect(loopback);
        pair.Client.Blocking = false;
        byte[] buffer = new byte[16];
        Expect.Fails(SocketError.WouldBlock, () => pair.Client.Receive(buffer));
        Expect.True(!pair.Client.Poll(0, SelectMode.SelectRead), "a socket without data polls readable");
        Expect.True(pair.Client.Poll(0, SelectMode.SelectWrite), "a connected socket does not poll writable");

        pair.Server.Send([1, 2, 3]);
        Expect.True(pair.Client.Poll(PatienceMicroseconds, SelectMode.SelectRead), "data sent never made the socket readable");
        Expect.Equal(3, pair.Client.Receive(buffer), "bytes received");
    }

    public static void Timeout(IPAddress loopback)
    {
        using SocketPair pair = SocketPair.Connect(loopback);
        pair.Client.ReceiveTimeout = ShortMilliseconds;
        Expect.Fails(SocketError.TimedOut, () => pair.Client.Receive(new byte[1]));

        // The connection outlives the timeout.
        pair.Server.Send([42]);
        byte[] received = new byte[1];
        pair.Client.ReceiveTimeout = 0;
        Expect.Equal(1, pair.Client.Receive(received), "bytes received");
        Expect.Equal(42, received[0], "the byte");
    }

    public static async Task CancellationAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        await IsCancelledAsync(async token => (await listener.AcceptSocketAsync(token).ConfigureAwait(false)).Dispose(), cancellation)
            .ConfigureAwait(false);

        using SocketPair pair = SocketPair.Connect(loopback);
        await IsCancelledAsync(token => pair.Client.ReceiveAsync(new byte[1], token).AsTask(), cancellation).ConfigureAwait(false);

        // The socket outlives the cancellation.
        await pair.Server.SendAsync(new byte[] { 7 }, cancellation).ConfigureAwait(false);
        Expect.Equal(1, await pair.Client.ReceiveAsync(new byte[1], cancellation).ConfigureAwait(false), "bytes received");
    }

    public static void Peek(IPAddress loopback)
    {
        using SocketPair pair = SocketPair.Connect(loopback);
        pair.Server.Send([1, 2, 3]);
        byte[] buffer = new byte[3];
        Expect.Equal(3, pair.Client.Receive(buffer, SocketFlags.Peek), "bytes peeked");
        Expect.Equal(3, pair.Client.Available, "bytes available after a peek");
        Expect.Equal(3, pair.Client.Receive(buffer), "bytes received after a peek");
        Expect.Equal([1, 2, 3], buffer, "the data");
        Expect.Equal(0, pair.Client.Available, "bytes available in the end");
    }

    private static async Task IsCancelledAsync(Func<CancellationToken, Task> wait, CancellationToken cancellation)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task waiting = wait(source.Token);
        Expect.True(!waiting.IsCompleted, "the wait ended before it was cancelled");
        await source.CancelAsync().ConfigureAwait(false);
        try
        {
            await waiting.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new InvalidOperationException("a cancelled wait succeeded");
    }
}
