using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Net.Tests;

/// <summary>Many connections at a time, both ends of each in one stack.</summary>
[Collection(nameof(MemoryMeasurement))]
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Connections = 50_000;
    private const int Services = 5;

    // An end that is idle after it has sent and received.
    private const int MostBytesPerEnd = 1300;

    // The tables keep the room they grew to: slots of 16 bytes, places of 8.
    private const int MostBytesLeft = 6 << 20;

    private static readonly TcpSettings s_settings = new() { MaximumConnections = 2 * Connections, MaximumOrphans = 2 * Connections, TimeWaitCapacity = 2 * Connections };

    private readonly SimulatedNetwork _network = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<TcpConnection> _clients = [];
    private readonly List<TcpConnection> _servers = [];
    private readonly byte[] _bytes = new byte[16];

    [Fact]
    public void Connections_FiftyThousand_AreCheapCostNoMoreEachAndAreGivenBack()
    {
        NetworkStack stack = _network.AddStack(1, tcp: s_settings);
        for (ushort port = 80; port < 80 + Services; port++)
        {
            Assert.Equal(TransportError.None, stack.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, port), 128, false, false, out TcpListener? listener));
            _listeners.Add(listener!);
        }

        Open(stack, 1000);
        Exchange(stack);
        Work few = Exchange(stack);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Open(stack, Connections - 1000);
        Exchange(stack);
        _network.RunFor(TimeSpan.FromSeconds(1));
        long bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (2 * (Connections - 1000));
        Work many = Exchange(stack);
        output.WriteLine($"{bytes} bytes for an idle end; with few: {few}; with many: {many}; {stack.Tcp.Context.Table.MeanProbes:F2} probes");

        Assert.Equal(2 * Connections, stack.Tcp.Context.Table.Count);
        Assert.Equal(0, stack.Tcp.Context.Memory.Lent);
        Assert.InRange(bytes, 0, MostBytesPerEnd);
        Assert.InRange(stack.Tcp.Context.Table.MeanProbes, 1, 3);
        Assert.InRange(many.SegmentsPerExchange, 0, few.SegmentsPerExchange * 1.1);
        Assert.InRange(many.TimerMovesPerExchange, 0, few.TimerMovesPerExchange * 3);

        CloseAll(stack);
        Assert.Equal(0, stack.Tcp.Context.Table.Count);
        Assert.Equal(0, stack.Tcp.Context.Timers.Count);
        Assert.Equal(0, stack.Counters.Tcp.CurrentEstablished);
        long left = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{left} bytes left");
        Assert.InRange(left, long.MinValue, MostBytesLeft);
        Assert.Equal(TransportError.None, stack.Tcp.Connect(default, new IpEndpoint(IpAddress.LoopbackIpv4, 80), false, out _));
    }

    /// <summary>
    /// All close at one time, many more than a device takes at once: the clients, and when that has arrived the servers, with nobody there to take what
    /// may come.
    /// </summary>
    private void CloseAll(NetworkStack stack)
    {
        long moves = stack.Tcp.Context.Timers.Moves;
        long turns = stack.Tcp.Turns;
        long segments = stack.Counters.Tcp.OutSegments;
        _clients.ForEach(client => client.Close());
        Assert.Equal(Connections, stack.Tcp.Context.Orphans);
        _clients.Clear();
        _network.RunFor(TimeSpan.FromMilliseconds(100));
        _servers.ForEach(server => server.Close());
        _servers.Clear();
        _network.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, stack.Tcp.Context.Orphans);
        Assert.Equal(Connections, stack.Tcp.Context.TimeWaits.Count);

        // FIN and acknowledgment, there and back.
        segments = stack.Counters.Tcp.OutSegments - segments;
        turns = stack.Tcp.Turns - turns;
        moves = stack.Tcp.Context.Timers.Moves - moves;
        output.WriteLine($"closing: {segments} segments, {turns} turns, {moves} timer moves");
        Assert.Equal(4 * Connections, segments);
        Assert.InRange(turns, 0, 2 * segments);
        Assert.InRange(moves, 0, 10 * segments);
        _network.RunFor(s_settings.TimeWait + TimeSpan.FromSeconds(1));
    }

    private void Open(NetworkStack stack, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var service = new IpEndpoint(IpAddress.LoopbackIpv4, (ushort)(80 + (i % Services)));
            Assert.Equal(TransportError.None, stack.Tcp.Connect(default, service, false, out TcpConnection? client));
            _clients.Add(client!);
            if (i % 50 == 49)
            {
                _network.RunFor(TimeSpan.FromMilliseconds(1));
                foreach (TcpListener listener in _listeners)
                {
                    while (listener.TryAccept(out TcpConnection? server))
                    {
                        _servers.Add(server!);
                    }
                }
            }
        }

        Assert.Equal(_clients.Count, _servers.Count);
    }

    /// <summary>A few bytes from every client, and back.</summary>
    private Work Exchange(NetworkStack stack)
    {
        long moves = stack.Tcp.Context.Timers.Moves;
        long segments = stack.Counters.Tcp.OutSegments;
        Pass(_clients, _servers);
        Pass(_servers, _clients);
        return new Work(
            (double)(stack.Counters.Tcp.OutSegments - segments) / _clients.Count,
            (double)(stack.Tcp.Context.Timers.Moves - moves) / _clients.Count);
    }

    private void Pass(List<TcpConnection> senders, List<TcpConnection> receivers)
    {
        for (int start = 0; start < senders.Count; start += 50)
        {
            for (int i = start; i < start + 50; i++)
            {
                Assert.Equal(TransportError.None, senders[i].Send("some bytes"u8, out _));
            }

            _network.RunFor(TimeSpan.FromMilliseconds(1));
        }

        _network.RunFor(TimeSpan.FromMilliseconds(500));
        foreach (TcpConnection receiver in receivers)
        {
            Assert.Equal(TransportError.None, receiver.Receive(_bytes, out int received));
            Assert.Equal("some bytes"u8, _bytes.AsSpan(0, received));
        }
    }

    private readonly record struct Work(double SegmentsPerExchange, double TimerMovesPerExchange);
}
