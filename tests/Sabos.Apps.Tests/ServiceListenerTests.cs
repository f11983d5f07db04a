using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Sabos.Serving;
using Xunit;

namespace Sabos.Apps.Tests;

/// <summary>What a service does when clients or memory fail it.</summary>
public sealed class ServiceListenerTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Socket> _served = Channel.CreateUnbounded<Socket>();

    public ServiceListenerTests()
    {
        _listener = new ServiceListener(new IPEndPoint(IPAddress.Loopback, 0), _time);
        _listener.Start(backlog: 8);
    }

    public static IEnumerable<object[]> Shortages => [[new InsufficientMemoryException()], [new SocketException((int)SocketError.TooManyOpenSockets)]];

    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [MemberData(nameof(Shortages))]
    public async Task Run_ShortageWhileAClientIsTakenOver_TurnsItAwayAndGoesOnAfterAPause(Exception shortage)
    {
        Queue<Exception> failures = new([shortage]);
        Task running = _listener.RunAsync(client => Serve(client, failures), _stop.Token);

        using Socket first = await ConnectAsync();
        Assert.Equal(0, await first.ReceiveAsync(new byte[1]));
        using Socket second = await ConnectAsync();
        (await _time.AdvanceUntilAsync(_served.Reader.ReadAsync().AsTask())).Dispose();
        Assert.True(_time.GetUtcNow() - ManualTimeProvider.Start >= TimeSpan.FromSeconds(1), "not at once");

        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_ClientThatIsGoneAlready_CostsNoPause()
    {
        Queue<Exception> failures = new([new SocketException((int)SocketError.ConnectionReset)]);
        Task running = _listener.RunAsync(client => Serve(client, failures), _stop.Token);

        using Socket first = await ConnectAsync();
        using Socket second = await ConnectAsync();
        (await _served.Reader.ReadAsync()).Dispose();

        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_ClientsWithoutEnd_LeaveTheThreadToOthersInBetween()
    {
        const int Waiting = 100;
        using ServiceListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), _time) { ServesInline = true };
        listener.Start(Waiting);
        List<Socket> clients = [];
        for (int i = 0; i < Waiting; i++)
            clients.Add(await ConnectAsync(listener));
        int caller = Environment.CurrentManagedThreadId;
        int servedAtOnce = 0;
        int left = Waiting;
        TaskCompletionSource all = new();

        Task running = listener.RunAsync(
            client =>
            {
                client.Dispose();
                if (Environment.CurrentManagedThreadId == caller)
                    servedAtOnce++;
                if (Interlocked.Decrement(ref left) == 0)
                    all.SetResult();
            },
            _stop.Token);

        Assert.InRange(servedAtOnce, 1, Waiting - 1);
        await all.Task;
        await _stop.CancelAsync();
        await running;
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Run_Cancelled_ClosesThePort()
    {
        IPEndPoint endPoint = _listener.EndPoint;
        Task running = _listener.RunAsync(client => client.Dispose(), _stop.Token);
        await _stop.CancelAsync();
        await running;
        using Socket late = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketException refused = await Assert.ThrowsAsync<SocketException>(async () => await late.ConnectAsync(endPoint));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private void Serve(Socket client, Queue<Exception> failures)
    {
        if (failures.TryDequeue(out Exception? failure))
            throw failure;
        Assert.True(_served.Writer.TryWrite(client));
    }

    private Task<Socket> ConnectAsync() => ConnectAsync(_listener);

    private static async Task<Socket> ConnectAsync(ServiceListener listener)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.EndPoint);
        return socket;
    }
}
