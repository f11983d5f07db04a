using System;
using System.Collections.Generic;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>A hundred thousand segments in a second from whoever wants harm, and a client that wants only to be served.</summary>
public sealed class FloodTests
{
    private const int Segments = 100_000;
    private const int SegmentsPerMillisecond = 100;

    private static readonly TimeSpan s_longestVisit = TimeSpan.FromSeconds(1);

    private static readonly TcpOptions s_commonSyn = new()
    {
        MaximumSegmentSize = 1460,
        SackPermitted = true,
        WindowScale = 7,
        Timestamps = new TcpTimestamps(1, 0),
    };

    private readonly FloodedServer _server = new();
    private int _sent;

    public static TheoryData<string, int> Kinds()
    {
        TheoryData<string, int> kinds = new() { { (Psh | Ack).ToString(), 100 } };
        foreach (TcpFlags flags in new[] { Ack, Rst, Rst | Ack, Fin, Fin | Ack, Syn | Ack, TcpFlags.None, Syn | Fin })
        {
            kinds.Add(flags.ToString(), 0);
        }

        return kinds;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Syns_FromRandomSources_LetAClientConnectAtOnce(bool onLink)
    {
        List<TimeSpan> visits = Flood(() => _server.Forge(_server.RandomSource(onLink), FloodedServer.Service, Syn, _server.RandomNumber(), 0, s_commonSyn));

        Assert.All(visits, visit => Assert.InRange(visit, TimeSpan.Zero, s_longestVisit));
        int backlog = new TcpSettings().SynBacklog;
        Assert.InRange(_server.Server.Tcp.Context.Table.Count, 0, backlog + (2 * visits.Count));

        // One answer for each, and no more than two again for what waits in the backlog.
        Assert.InRange(_server.SentBytes, 0, _server.ReceivedBytes + (2 * 74 * backlog));
        TcpCounters counters = _server.Server.Counters.Tcp;
        Assert.True(counters.SyncookiesRecv > 0, "the client was served by cookies");
        if (onLink)
        {
            Assert.InRange(_server.Server.Counters.Arp.OutRequests, 1, 400);
            Assert.InRange(_server.Interface.GetNeighbors().Count, 0, 64);
        }
        else
        {
            Assert.True(counters.SyncookiesSent > Segments / 2);
        }

        // When it is over nothing is left of it.
        _server.Run(TimeSpan.FromMinutes(3));
        _server.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(TcpState.Listen, Assert.Single(_server.Server.Tcp.GetConnections()).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Segments_OfAnyOtherKind_AreHarmless(string kind, int data)
    {
        TcpFlags flags = Enum.Parse<TcpFlags>(kind);
        TcpConnection connection = _server.Connect();
        _server.Run(TimeSpan.FromMilliseconds(50));
        uint next = _server.ClientNext[connection.LocalEndpoint.Port];
        int number = 0;
        List<TimeSpan> visits = Flood(() =>
        {
            // Every other one looks as if it came from the client, and hits the window, though not its edge.
            if (number++ % 2 == 0)
            {
                uint sequence = next + 1 + (_server.RandomNumber() % 60_000);
                _server.Forge(connection.LocalEndpoint, FloodedServer.Service, flags, sequence, _server.RandomNumber(), data: data);
            }
            else
            {
                IpEndpoint service = FloodedServer.Service with { Port = (ushort)(80 + (_server.RandomNumber() % 2)) };
                _server.Forge(_server.RandomSource(onLink: number % 4 == 0), service, flags, _server.RandomNumber(), _server.RandomNumber(), data: data);
            }
        });

        Assert.All(visits, visit => Assert.InRange(visit, TimeSpan.Zero, s_longestVisit));
        Assert.InRange(_server.Server.Tcp.Context.Table.Count, 0, 1 + (2 * visits.Count));
        Assert.InRange(_server.SentBytes, 0, _server.ReceivedBytes);

        // The connection that was aimed at lives, and nothing was slipped into it.
        Assert.Equal(TcpState.Established, connection.State);
        byte[] echo = new byte[10];
        connection.Receive(echo, out _);
        connection.Send("still here"u8, out _);
        _server.Run(TimeSpan.FromMilliseconds(5));
        _server.Run(TimeSpan.FromMilliseconds(5));
        Assert.Equal(TransportError.None, connection.Receive(echo, out int received));
        Assert.Equal("still here"u8.ToArray(), echo[..received]);
    }

    [Fact]
    public void Syns_BeyondTheBacklog_AllocateNothing()
    {
        FloodedServer server = new(observed: false);
        long allocated = 0;
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0; i < SegmentsPerMillisecond; i++)
            {
                server.Forge(server.RandomSource(onLink: i % 2 == 0), FloodedServer.Service, Syn, server.RandomNumber(), 0, s_commonSyn);
            }

            server.Network.Clock.Advance(TimeSpan.FromMilliseconds(1));
            server.Wire.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            server.Server.Poll(server.Network.Clock.Now);
            allocated += round < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.True(server.Server.Counters.Tcp.SyncookiesSent > 0);
    }

    private List<TimeSpan> Flood(Action sendOne)
    {
        void SendSome()
        {
            for (int i = 0; i < SegmentsPerMillisecond && _sent < Segments; i++)
            {
                sendOne();
                _sent++;
            }
        }

        List<TimeSpan> visits = [];
        while (_sent < Segments)
        {
            for (int i = 0; i < 20; i++)
            {
                SendSome();
                _server.Run(TimeSpan.FromMilliseconds(1));
            }

            visits.Add(_server.Visit(SendSome));
        }

        return visits;
    }
}
