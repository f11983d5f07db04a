using System;
using System.Runtime;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The hot path allocates nothing once warm: receive, TCP and send, over loopback, where no simulated part takes its share.</summary>
public sealed class AllocationTests
{
    private const int Size = 300_000;

    private readonly SimulatedNetwork _network = new();
    private readonly NetworkStack _stack;
    private readonly byte[] _buffer = new byte[Size];

    public AllocationTests() => _stack = _network.AddStack(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transfer_OnceWarm_AllocatesNothing(bool ipv6)
    {
        IpAddress address = ipv6 ? IpAddress.LoopbackIpv6 : IpAddress.LoopbackIpv4;
        _stack.Tcp.Listen(new IpEndpoint(address, 80), 5, false, false, out TcpListener? listener);
        _stack.Tcp.Connect(default, new IpEndpoint(address, 80), false, out TcpConnection? client);
        TcpConnection? server = null;
        Assert.True(_network.RunUntil(() => listener!.TryAccept(out server), TimeSpan.FromSeconds(1)));
        client!.NoDelay = true;
        for (int i = 0; i < 300; i++)
        {
            Exchange(client, server!);
        }

        long segments = _stack.Counters.Tcp.OutSegments;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Exchange(client, server!);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(_stack.Counters.Tcp.OutSegments - segments > 200);
    }

    // With it every test of this kind fails once in a while, whenever another test's garbage is collected at the wrong moment.
    [Fact]
    public void Measurement_IsNotDisturbedByBackgroundCollections() => Assert.Equal(GCLatencyMode.Batch, GCSettings.LatencyMode);

    // Many small messages one way, one large the other.
    private void Exchange(TcpConnection client, TcpConnection server)
    {
        int sent = 0;
        int received = 0;
        while (received < Size)
        {
            client.Send(_buffer.AsSpan(0, 100), out _);
            server.Send(_buffer.AsSpan(sent), out int accepted);
            sent += accepted;
            _network.Clock.AdvanceTo(_network.Clock.Now + TimeSpan.FromMilliseconds(1));
            _stack.Poll(_network.Clock.Now);
            client.Receive(_buffer, out int count);
            received += count;
            server.Receive(_buffer.AsSpan(0, 1000), out _);
        }
    }
}
