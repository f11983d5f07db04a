using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Transfers whose speed, or whose life, depends on the buffers.</summary>
public sealed class BufferTransferTests
{
    private const ushort Port = 80;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transfer_LongFatPath_IsNotHeldBackByTheBuffers(bool timestamps)
    {
        // 80 Mbit/s with 100 ms: 1 MB under way, eight times what the buffers begin with.
        const int Size = 30_000_000;
        TwoHosts hosts = new(latencyMilliseconds: 50, tcp: new TcpSettings { Timestamps = timestamps, BufferMemory = 32 << 20 });
        hosts.Wire.BitsPerSecond = 80_000_000;
        hosts.Wire.TransmitQueue = 2000;
        Instant start = hosts.Network.Clock.Now;
        List<(StreamEnd Client, StreamEnd Server)> pairs = Transfer(hosts, connections: 1, toRight: Size, toLeft: 0);

        TimeSpan ideal = TimeSpan.FromSeconds(Size * 8.0 / hosts.Wire.BitsPerSecond);
        Assert.InRange(hosts.Network.Clock.Now - start, ideal, 1.5 * ideal);
        Assert.True(pairs[0].Server.Connection.ReceiveBufferSize > 1_000_000);
    }

    [Theory]
    [InlineData(100, 64 * ChunkPool.ChunkSize)]
    [InlineData(30, 0)]
    public void Transfers_ManyConnectionsLittleMemory_AllComplete(int connections, int memory)
    {
        TwoHosts hosts = new(tcp: new TcpSettings { BufferMemory = memory });
        int most = 0;
        hosts.Network.Polled += () => most = Math.Max(most, Math.Max(hosts.Left.Tcp.Context.Memory.Lent, hosts.Right.Tcp.Context.Memory.Lent));
        Transfer(hosts, connections, toRight: 200_000, toLeft: 50_000);

        // Beyond the limit only first chunks: one to send, one to receive.
        Assert.InRange(most, 1, (memory / ChunkPool.ChunkSize) + (2 * connections));
    }

    [Fact]
    public void Transfers_ReceiversThatTakeNothing_LeaveRoomForThoseThatDo()
    {
        TwoHosts hosts = new(tcp: new TcpSettings { BufferMemory = 256 * ChunkPool.ChunkSize });
        Assert.Equal(TransportError.None, hosts.Right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, Port), 100, false, false, out TcpListener? listener));
        List<TcpConnection> stuck = [.. Enumerable.Range(0, 40).Select(_ => Connect(hosts))];
        hosts.Network.RunUntil(() => listener!.Pending == stuck.Count, TimeSpan.FromSeconds(10));
        while (listener!.TryAccept(out _))
        {
        }

        byte[] bytes = new byte[1_000_000];
        hosts.Network.RunUntil(
            () =>
            {
                stuck.ForEach(connection => connection.Send(bytes, out _));
                return false;
            },
            TimeSpan.FromSeconds(20));
        Assert.True(hosts.Right.Tcp.Context.Memory.IsUnderPressure);
        listener.Close();

        // The senders' memory is another stack's; the receiver's is what is short.
        stuck.ForEach(connection => connection.Abort());
        hosts.Network.RunFor(TimeSpan.FromSeconds(1));
        Transfer(hosts, connections: 5, toRight: 300_000, toLeft: 0);
    }

    private static TcpConnection Connect(TwoHosts hosts)
    {
        Assert.Equal(
            TransportError.None,
            hosts.Left.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv4, 0), new IpEndpoint(TwoHosts.RightAddress, Port), false, out TcpConnection? client));
        return client!;
    }

    private static List<(StreamEnd Client, StreamEnd Server)> Transfer(TwoHosts hosts, int connections, int toRight, int toLeft)
    {
        Assert.Equal(TransportError.None, hosts.Right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, Port), connections, false, false, out TcpListener? listener));
        List<StreamEnd> clients = [.. Enumerable.Range(0, connections).Select(i => new StreamEnd(Connect(hosts), toRight, toLeft, i))];
        List<StreamEnd> servers = [];
        bool done = hosts.Network.RunUntil(
            () =>
            {
                while (listener!.TryAccept(out TcpConnection? accepted))
                {
                    servers.Add(new StreamEnd(accepted!, toLeft, toRight, servers.Count));
                }

                foreach (StreamEnd client in clients)
                {
                    if (client.Connection.State != TcpState.SynSent)
                    {
                        client.Run();
                    }
                }

                servers.ForEach(server => server.Run());
                return servers.Count == connections && servers.TrueForAll(server => server.IsDone) && clients.TrueForAll(client => client.IsDone);
            },
            TimeSpan.FromHours(1));
        Assert.True(done, $"{clients.Count(client => client.IsDone)} of {connections} clients and {servers.Count(server => server.IsDone)} servers are done");
        listener!.Close();
        return [.. clients.Zip(servers)];
    }
}
