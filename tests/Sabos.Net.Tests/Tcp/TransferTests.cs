using System;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Two stacks transfer streams over a wire: clean, and with seeded faults.</summary>
public sealed class TransferTests
{
    private const ushort Port = 80;

    [Fact]
    public void Transfer_CleanWire_BothStreamsArriveAndBothSidesClose()
    {
        TwoHosts hosts = new();
        Transfer(hosts, 1_000_000, 300_000, seed: 1);
        Assert.Equal(0, hosts.Left.Counters.Tcp.RetransmittedSegments);
        Assert.Equal(0, hosts.Right.Counters.Tcp.RetransmittedSegments);
    }

    [Fact]
    public void Transfer_OverIpv6_BothStreamsArriveAndBothSidesClose()
    {
        TwoHosts hosts = new(ipv6: true);
        Transfer(hosts, 1_000_000, 300_000, seed: 1, ipv6: true);
        Assert.Equal(0, hosts.Left.Counters.Tcp.RetransmittedSegments);
        Assert.Equal(0, hosts.Left.Counters.Ip.InReceives);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1460, 536)]
    public void Transfer_OfFewBytes_Arrives(int toRight, int toLeft) => Transfer(new TwoHosts(), toRight, toLeft, seed: 2);

    [Fact]
    public void Transfer_OverFaultyWire_ArrivesExactly() => Seeds.Run(200, TransferWithFaults);

    private static void TransferWithFaults(int seed)
    {
        Random random = new(seed);
        FaultProfile faults = new()
        {
            Loss = random.Next(4) == 0 ? 0 : random.NextDouble() * 0.15,
            Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
            Corruption = random.Next(3) == 0 ? random.NextDouble() * 0.05 : 0,
            Reordering = random.Next(3) == 0 ? random.NextDouble() * 0.3 : 0,
            ReorderDelay = TimeSpan.FromMilliseconds(random.Next(1, 30)),
            Jitter = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(1, 20) : 0),
        };
        bool ipv6 = seed % 3 == 0;
        int mtu = random.Next(4) == 0 ? random.Next(ipv6 ? 1280 : 576, 1500) : 1500;
        TwoHosts hosts = new(seed, faults, random.Next(0, 60), mtu, tcp: RandomSettings(random), rightTcp: RandomSettings(random), ipv6: ipv6);
        Transfer(hosts, random.Next(0, 100_000), random.Next(0, 100_000), seed, ipv6);
    }

    private static TcpSettings RandomSettings(Random random) => new()
    {
        SelectiveAcknowledgments = random.Next(3) > 0,
        Timestamps = random.Next(3) > 0,
        SendBufferSize = random.Next(3) == 0 ? random.Next(500, 20_000) : 131_072,
        MaximumSendBufferSize = random.Next(2) == 0 ? 0 : 1_000_000,
        ReceiveBufferSize = random.Next(3) == 0 ? random.Next(100, 20_000) : 131_072,
        BufferMemory = random.Next(5) == 0 ? random.Next(0, 10) * ChunkPool.ChunkSize : 16 * 1024 * 1024,
    };

    private static void Transfer(TwoHosts hosts, int toRight, int toLeft, int seed, bool ipv6 = false)
    {
        IpAddress any = ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
        IpAddress remote = ipv6 ? TwoHosts.RightIpv6Address : TwoHosts.RightAddress;
        Assert.Equal(TransportError.None, hosts.Right.Tcp.Listen(new IpEndpoint(any, Port), 5, false, false, out TcpListener? listener));
        TcpConnection client = Connect(hosts, new IpEndpoint(remote, Port));
        StreamEnd left = new(client, toRight, toLeft, seed);
        StreamEnd? right = null;
        long resolutionsFailed = 0;
        bool done = hosts.Network.RunUntil(
            () =>
            {
                if (IsUnresolved(hosts, client, ref resolutionsFailed))
                {
                    client = Connect(hosts, client.RemoteEndpoint);
                    left = new StreamEnd(client, toRight, toLeft, seed);
                }

                if (right is null && listener!.TryAccept(out TcpConnection? accepted))
                {
                    right = new StreamEnd(accepted!, toLeft, toRight, seed + 1);
                }

                if (client.State is not TcpState.SynSent)
                {
                    left.Run();
                }

                right?.Run();
                return left.IsDone && right is { IsDone: true };
            },
            TimeSpan.FromMinutes(30));
        Assert.True(done, $"stalled: left {client.State} sent {left.Sent} received {left.Received}; right {right?.Connection.State} sent {right?.Sent} received {right?.Received} at {hosts.Network.Clock.Now} {client.GetInfo()} {right?.Connection.GetInfo()} left next {hosts.Left.NextPoll} right {hosts.Right.NextPoll}");

        listener!.Close();
        Assert.True(hosts.Network.RunUntil(() => IsEmpty(hosts.Left) && IsEmpty(hosts.Right), TimeSpan.FromMinutes(30)), "connections remain");
    }

    private static TcpConnection Connect(TwoHosts hosts, IpEndpoint remote)
    {
        IpEndpoint local = new(remote.Address.IsIpv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 0);
        Assert.Equal(TransportError.None, hosts.Left.Tcp.Connect(local, remote, false, out TcpConnection? client));
        return client!;
    }

    /// <summary>
    /// All three requests for the other host's hardware address, or their answers, were lost (RFC 4861 7.2.2): the connect, and nothing later, fails
    /// (RFC 5461 4.1), and a program tries again.
    /// </summary>
    private static bool IsUnresolved(TwoHosts hosts, TcpConnection client, ref long known)
    {
        if (client is not { Error: TransportError.HostUnreachable })
        {
            return false;
        }

        Assert.Equal(++known, hosts.Left.Counters.Neighbors.Failures);
        Assert.Equal(0, hosts.Left.Counters.Tcp.InSegments);
        return true;
    }

    private static bool IsEmpty(NetworkStack stack) =>
        stack.Tcp.Context.Table.Count == 0
        && stack.Tcp.Context.Memory.Lent == 0
        && stack.Tcp.Context.Timers.Next == Instant.Never
        && stack.Counters.Tcp.CurrentEstablished == 0;
}
