using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>Waiting: timeouts, cancellation, disposal under a blocked call, poll and select, non-blocking mode.</summary>
internal static class WaitingCases
{
    private const int Moment = 50; // milliseconds
    private const int Long = 10_000_000; // microseconds

    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("waiting.receive-timeout", ReceiveTimeout),
        ConformanceCase.Blocking("waiting.send-timeout", SendTimeout),
        new("waiting.receive-cancelled", ReceiveCancelledAsync),
        new("waiting.accept-cancelled", AcceptCancelledAsync),
        new("waiting.dispose-receive", DisposeReceiveAsync),
        new("waiting.dispose-receive-async", DisposeReceiveAsynchronousAsync),
        new("waiting.dispose-accept", DisposeAcceptAsync),
        new("waiting.dispose-udp", DisposeUdpAsync),
        ConformanceCase.Blocking("waiting.poll", Poll),
        ConformanceCase.Blocking("waiting.poll-listener", PollListener),
        new("waiting.poll-wakes", PollWakesAsync),
        ConformanceCase.Blocking("waiting.select", Select),
        ConformanceCase.Blocking("waiting.non-blocking", NonBlocking),
        ConformanceCase.Blocking("waiting.non-blocking-connect", NonBlockingConnect),
        ConformanceCase.Blocking("waiting.disposed", Disposed),
    ];

    private static void ReceiveTimeout(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Server.ReceiveTimeout = Moment;
        transcript.Try("receive", () => pair.Server.Receive(new byte[1]));
        pair.Client.Send("x"u8);
        transcript.Note("afterwards", pair.Server.Receive(new byte[1]));
    }

    private static void SendTimeout(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.SendTimeout = Moment;
        byte[] block = new byte[1 << 20];
        string outcome;
        int blocks = 0;
        do
        {
            outcome = Transcript.Outcome(() => pair.Client.Send(block));
        }
        while (outcome == "ok" && ++blocks < 1_000);
        transcript.Note("send", outcome);
    }

    private static async Task ReceiveCancelledAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        using CancellationTokenSource cancel = new(Moment);
        byte[] buffer = new byte[4];
        await transcript.TryAsync("receive", async () => await pair.Server.ReceiveAsync(buffer, cancel.Token));
        pair.Client.Send("x"u8);
        transcript.Note("afterwards", await pair.Server.ReceiveAsync(buffer));
    }

    private static async Task AcceptCancelledAsync(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        using CancellationTokenSource cancel = new(Moment);
        await transcript.TryAsync("accept", async () => await listener.AcceptAsync(cancel.Token));
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using Socket accepted = await listener.AcceptAsync();
        transcript.Note("afterwards", accepted.Connected);
    }

    // Whether the other thread is inside its call yet cannot be seen: either way it must end with an error.
    private static async Task DisposeReceiveAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        transcript.Note("receive ends", await DisposeUnder(pair.Server, () => pair.Server.Receive(new byte[1])) != "ok");
        transcript.Note("peer sees the end", Transcript.Outcome(() => pair.Client.Receive(new byte[1])) is "ok" or "ConnectionReset");
    }

    private static async Task DisposeReceiveAsynchronousAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[1].AsMemory());
        transcript.Note("at once", receiving.IsCompleted);
        pair.Server.Dispose();
        await transcript.TryAsync("receive", async () => await receiving);
    }

    private static async Task DisposeAcceptAsync(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        transcript.Note("accept ends", await DisposeUnder(listener, () => listener.Accept()) != "ok");
    }

    private static async Task DisposeUdpAsync(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        transcript.Note("receive ends", await DisposeUnder(socket, () => socket.Receive(new byte[1])) != "ok");
    }

    private static async Task<string> DisposeUnder(Socket socket, Action call)
    {
        using SemaphoreSlim begun = new(0);
        Task<string> blocked = Task.Factory.StartNew(
            () =>
            {
                begun.Release();
                return Transcript.Outcome(call);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await begun.WaitAsync();
        socket.Dispose();
        return await blocked;
    }

    private static void Poll(Transcript transcript)
    {
        using SocketPair pair = new();
        transcript.Note("readable", pair.Server.Poll(0, SelectMode.SelectRead));
        transcript.Note("after a moment", pair.Server.Poll(Moment * 1000, SelectMode.SelectRead));
        transcript.Note("writable", pair.Server.Poll(0, SelectMode.SelectWrite));
        transcript.Note("failed", pair.Server.Poll(0, SelectMode.SelectError));
        pair.Client.Send("x"u8);
        transcript.Note("with data", pair.Server.Poll(Long, SelectMode.SelectRead));
        pair.Server.Receive(new byte[1]);
        pair.Client.Shutdown(SocketShutdown.Send);
        transcript.Note("at the end", pair.Server.Poll(Long, SelectMode.SelectRead));
    }

    private static void PollListener(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        transcript.Note("readable", listener.Poll(0, SelectMode.SelectRead));
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        transcript.Note("with a connection", listener.Poll(Long, SelectMode.SelectRead));
    }

    private static async Task PollWakesAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        Task<bool> polling = Task.Run(() => pair.Server.Poll(Long, SelectMode.SelectRead));
        await Task.Yield();
        pair.Client.Send("x"u8);
        transcript.Note("readable", await polling);
    }

    private static void Select(Transcript transcript)
    {
        using SocketPair first = new();
        using SocketPair second = new();
        second.Client.Send("x"u8);
        List<Socket> readable = [first.Server, second.Server];
        List<Socket> writable = [first.Client];
        transcript.Note("arrived", second.Server.Poll(Long, SelectMode.SelectRead));
        Socket.Select(readable, writable, null, Long);
        transcript.Note("readable", readable.Count);
        transcript.Note("the right one", readable.Contains(second.Server));
        transcript.Note("writable", writable.Count);
        List<Socket> silent = [first.Server];
        Socket.Select(silent, null, null, 0);
        transcript.Note("silent", silent.Count);
    }

    private static void NonBlocking(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Server.Blocking = false;
        transcript.Try("receive", () => pair.Server.Receive(new byte[1]));
        pair.Server.Blocking = true;
        pair.Client.Send("x"u8);
        transcript.Note("blocking again", pair.Server.Receive(new byte[1]));
        using Socket listener = SocketPair.Listen();
        listener.Blocking = false;
        transcript.Try("accept", () => listener.Accept());
    }

    private static void NonBlockingConnect(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Blocking = false;
        transcript.Note("connect", Transcript.Outcome(() => client.Connect(listener.LocalEndPoint!)) is "WouldBlock" or "ok" or "InProgress");
        transcript.Note("writable", client.Poll(Long, SelectMode.SelectWrite));
        transcript.Note("error", client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
        transcript.Note("sent", client.Send("x"u8));
    }

    private static void Disposed(Transcript transcript)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();
        transcript.Try("receive", () => socket.Receive(new byte[1]));
        transcript.Try("poll", () => socket.Poll(0, SelectMode.SelectRead));
    }
}
