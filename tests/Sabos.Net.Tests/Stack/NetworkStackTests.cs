using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class NetworkStackTests
{
    [Fact]
    public void New_Always_HasLoopbackFirst()
    {
        NetworkStack stack = new SimulatedNetwork().AddStack(seed: 1);
        NetworkInterface loopback = Assert.Single(stack.Interfaces);
        Assert.Equal(("lo", 1), (loopback.Name, loopback.Index));
        Assert.Equal([new IpPrefix(IpAddress.LoopbackIpv4, 8), new IpPrefix(IpAddress.LoopbackIpv6, 128)], loopback.Addresses.Select(own => own.Prefix));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.3.2.1")]
    [InlineData("10.0.0.1")]
    public void Loopback_EveryAddressOfOurs_IsReached(string address)
    {
        OneHost host = new();
        Assert.True(IpAddress.TryParse(address, out IpAddress destination));
        UdpSocket server = host.Bound(7);
        UdpSocket client = host.Stack.Udp.CreateSocket();
        byte[] data = new byte[30_000];
        new Random(1).NextBytes(data);
        Assert.Equal(TransportError.None, client.Send(data, new IpEndpoint(destination, 7)));
        host.Run(0);
        byte[] bytes = new byte[40_000];
        Assert.Equal(TransportError.None, server.Receive(bytes, out DatagramReceived received));
        Assert.Equal(data, bytes[..received.Copied]);
        Assert.Equal(destination, received.Source.Address);
        Assert.Equal(1, received.InterfaceIndex);
        Assert.Empty(host.Station.Frames);
    }

    // RFC 1122 3.2.1.3 (g): never on a wire.
    [Fact]
    public void Loopback_SourceOnTheWire_IsRefused()
    {
        OneHost host = new();
        UdpSocket socket = host.Bound(0, IpAddress.LoopbackIpv4);
        Assert.Equal(TransportError.NetworkUnreachable, socket.Send([1], host.StationAt(9)));
    }

    // Initial sequence numbers follow the clock (RFC 6528 3), and who connects tells the time first.
    [Fact]
    public void AdvanceTo_WithoutAPoll_TellsConnectionsTheTime()
    {
        OneHost host = new();
        Assert.Equal(TransportError.None, host.Stack.Tcp.Connect(default, host.StationAt(9), reuseAddress: false, out TcpConnection? connection));
        TimeSpan before = connection!.GetInfo().HeardAgo;
        host.Stack.AdvanceTo(host.Stack.Now + TimeSpan.FromSeconds(10));
        Assert.Equal(before + TimeSpan.FromSeconds(10), connection.GetInfo().HeardAgo);
    }

    [Fact]
    public void NextPoll_NothingToDo_IsNever()
    {
        OneHost host = new();
        Assert.Null(host.Stack.NextPoll);
        Assert.False(host.Stack.Poll(host.Network.Clock.Now));
    }

    [Fact]
    public void NextPoll_AfterASend_IsAtOnce()
    {
        OneHost host = new();
        host.Stack.Udp.CreateSocket().Send([1], host.StationAt(9));
        Assert.True(host.Stack.NextPoll <= host.Stack.Now);
    }

    [Fact]
    public void NextPoll_WhileResolving_IsTheRetransmissionTimer()
    {
        OneHost host = new();
        host.Station.AnswersArp = false;
        host.Stack.Udp.CreateSocket().Send([1], host.StationAt(9));
        host.Stack.Poll(host.Stack.Now);
        Assert.Equal(host.Stack.Now + TimeSpan.FromSeconds(1), host.Stack.NextPoll);
    }

    [Fact]
    public void Poll_SomethingArrived_SaysSo()
    {
        OneHost host = new();
        host.Ping([1]);
        host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
        host.Wire.Run();
        Assert.True(host.Stack.Poll(host.Network.Clock.Now));
    }

    [Fact]
    public void ConfigurationChanged_AddressesRoutesAndLink_AreReportedInsidePoll()
    {
        OneHost host = new();
        int changes = 0;
        host.Stack.ConfigurationChanged += () => changes++;
        host.Interface.AddAddress(new IpPrefix(IpAddress.FromIpv4(10, 1, 0, 1), 24));
        Assert.Equal(0, changes);
        host.Run();
        Assert.Equal(1, changes);
        host.Port.IsLinkUp = false;
        host.Run();
        host.Stack.Poll(host.Network.Clock.Now);
        Assert.Equal(2, changes);
        host.Stack.NameServers.Set(NameServerSource.Static, 0, [host.StationAt(53)], []);
        host.Run();
        Assert.Equal(3, changes);
    }

    [Fact]
    public void LinkDown_Route_IsUnreachableAndNeighborsAreForgotten()
    {
        OneHost host = new();
        UdpSocket socket = host.Stack.Udp.CreateSocket();
        socket.Send([1], host.StationAt(9));
        host.Run();
        host.Port.IsLinkUp = false;
        host.Stack.Poll(host.Network.Clock.Now);
        Assert.Equal(TransportError.NetworkUnreachable, socket.Send([1], host.StationAt(9)));
        Assert.Equal(0, host.Interface.Arp!.Neighbors.Count);
        host.Port.IsLinkUp = true;
        host.Run();
        Assert.Equal(TransportError.None, socket.Send([1], host.StationAt(9)));
    }

    [Fact]
    public void Routes_LongestPrefixThenLowestMetric_Wins()
    {
        OneHost host = new();
        Route Via(byte last, int length, int metric) =>
            new(new IpPrefix(IpAddress.FromIpv4(192, 0, 2, 0), length), IpAddress.FromIpv4(10, 0, 0, last), host.Interface, metric);
        host.Stack.Routes.Add(Via(11, 0, 0));
        host.Stack.Routes.Add(Via(12, 24, 5));
        host.Stack.Routes.Add(Via(13, 24, 1));
        host.Stack.Routes.Add(Via(14, 16, 0));
        Assert.Equal(IpAddress.FromIpv4(10, 0, 0, 13), host.Stack.Routes.Find(IpAddress.FromIpv4(192, 0, 2, 9))!.Gateway);
        Assert.Equal(IpAddress.FromIpv4(10, 0, 0, 14), host.Stack.Routes.Find(IpAddress.FromIpv4(192, 0, 9, 9))!.Gateway);
        Assert.Equal(IpAddress.FromIpv4(10, 0, 0, 11), host.Stack.Routes.Find(IpAddress.FromIpv4(8, 8, 8, 8))!.Gateway);
        Assert.Null(host.Stack.Routes.Find(IpAddress.FromIpv4(10, 0, 0, 9))!.Gateway);
        Assert.True(host.Stack.Routes.Remove(Via(13, 24, 1)));
        Assert.Equal(IpAddress.FromIpv4(10, 0, 0, 12), host.Stack.Routes.Find(IpAddress.FromIpv4(192, 0, 2, 9))!.Gateway);
    }

    [Fact]
    public void Interfaces_OneFlooded_TheOtherIsServedInTheSamePoll()
    {
        OneHost host = new();
        SimulatedWire wire = host.Network.AddWire(TimeSpan.FromMilliseconds(1));
        Station quiet = new(host.Network, wire, new MacAddress(0x0200_0000_0099), IpAddress.FromIpv4(10, 2, 0, 2));
        MacAddress second = new(0x0200_0000_0098);
        IpAddress own = IpAddress.FromIpv4(10, 2, 0, 1);
        host.Stack.AddInterface("eth1", wire.Attach(second)).AddAddress(new IpPrefix(own, 24));
        host.Run(5);
        for (int i = 0; i < 250; i++)
        {
            host.SendUdp(9, 7, [1]);
        }

        quiet.SendIcmp(second, own, new IcmpHeader(IcmpType.EchoRequest, 0, 1), []);
        host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
        host.Wire.Run();
        wire.Run();
        long before = host.Stack.Counters.Icmp.InEchos;
        host.Stack.Poll(host.Network.Clock.Now);
        Assert.Equal(1, host.Stack.Counters.Icmp.InEchos - before);
    }

    [Fact]
    public void Run_SameSeedAndInputs_SameFrames()
    {
        List<byte[]> first = RunBusily(seed: 11);
        Assert.Equal(first, RunBusily(seed: 11));
        Assert.NotEqual(first, RunBusily(seed: 12));
        Assert.True(first.Count > 300);
    }

    // Echo and UDP both ways, over a wire that harms nothing: once warm, not one byte of the GC heap for a packet.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Traffic_OnceWarm_AllocatesNothing(bool loopback)
    {
        TwoHosts hosts = new();
        NetworkStack far = loopback ? hosts.Left : hosts.Right;
        IpEndpoint server = new(loopback ? IpAddress.LoopbackIpv4 : TwoHosts.RightAddress, 7);
        UdpSocket echo = far.Udp.CreateSocket();
        echo.Bind(server, dualStack: false, reuseAddress: false);
        UdpSocket client = hosts.Left.Udp.CreateSocket();
        RawSocket ping = hosts.Left.CreateRawSocket(IpProtocol.Icmp, ipv6: false);
        byte[] request = Frame.Icmp(new IcmpHeader(IcmpType.EchoRequest, 0, 1), new byte[64]);
        byte[] buffer = new byte[5000];
        int rounds = 0;

        long perRound = 0;
        for (int i = 0; i < 400; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            client.Send(buffer.AsSpan(0, 1400), server);
            client.Send(buffer.AsSpan(0, 4000), server);
            ping.Send(request, server.Address);
            for (int step = 0; step < 4; step++)
            {
                hosts.Network.Clock.Advance(TimeSpan.FromMilliseconds(1));
                hosts.Wire.Run();
                hosts.Left.Poll(hosts.Network.Clock.Now);
                hosts.Right.Poll(hosts.Network.Clock.Now);
                while (echo.Receive(buffer, out DatagramReceived received) == TransportError.None)
                {
                    echo.Send(buffer.AsSpan(0, received.Copied), received.Source);
                }

                while (client.Receive(buffer, out _) == TransportError.None || ping.Receive(buffer, out _) == TransportError.None)
                {
                    rounds++;
                }
            }

            // The first rounds resolve neighbours, fill pools and are compiled.
            perRound = i < 200 ? 0 : perRound + GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(rounds > 1100, $"{rounds} answers");
        Assert.Equal(0, perRound);
    }

    private static List<byte[]> RunBusily(int seed)
    {
        TwoHosts hosts = new(seed, new FaultProfile { Loss = 0.05, Duplication = 0.05, Reordering = 0.1, Corruption = 0.02 });
        List<byte[]> frames = [];
        hosts.Wire.FrameSent += (_, frame) => frames.Add(frame.ToArray());
        UdpSocket server = hosts.Right.Udp.CreateSocket();
        server.Bind(new IpEndpoint(IpAddress.AnyIpv4, 7), dualStack: false, reuseAddress: false);
        for (int i = 0; i < 200; i++)
        {
            UdpSocket client = hosts.Left.Udp.CreateSocket();
            client.Send(new byte[i * 20], new IpEndpoint(TwoHosts.RightAddress, (ushort)(i % 3 == 0 ? 8 : 7)));
            hosts.Network.RunFor(TimeSpan.FromMilliseconds(50));
        }

        return frames;
    }
}
