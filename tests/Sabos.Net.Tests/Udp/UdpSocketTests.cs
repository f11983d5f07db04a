using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class UdpSocketTests
{
    private readonly OneHost _host = new();

    [Fact]
    public void Receive_Datagram_TellsWhereFromAndWhereTo()
    {
        UdpSocket socket = _host.Bound(7);
        _host.SendUdp(4000, 7, [1, 2, 3]);
        _host.Run();
        Assert.Equal(3, socket.Available);
        byte[] bytes = new byte[10];
        Assert.Equal(TransportError.None, socket.Receive(bytes, out DatagramReceived received));
        Assert.Equal(new DatagramReceived(3, 3, _host.StationAt(4000), TwoHosts.LeftAddress, 2, 64), received);
        Assert.Equal(TransportError.WouldBlock, socket.Receive(bytes, out _));
    }

    [Fact]
    public void Receive_IntoLess_TruncatesAndPeekLeaves()
    {
        UdpSocket socket = _host.Bound(7);
        _host.SendUdp(4000, 7, [1, 2, 3]);
        _host.SendUdp(4000, 7, []);
        _host.Run();
        byte[] bytes = new byte[2];
        Assert.Equal(TransportError.None, socket.Receive(bytes, out DatagramReceived peeked, peek: true));
        Assert.Equal((2, 3), (peeked.Copied, peeked.Length));
        Assert.Equal(TransportError.None, socket.Receive(bytes, out DatagramReceived received));
        Assert.Equal(peeked, received);
        Assert.Equal(Readiness.Readable | Readiness.Writable, socket.Readiness);
        Assert.Equal(TransportError.None, socket.Receive(bytes, out DatagramReceived empty));
        Assert.Equal(0, empty.Length);
        Assert.Equal(Readiness.Writable, socket.Readiness);
    }

    [Theory]
    [InlineData(6)] // checksum
    [InlineData(9)] // data
    public void Receive_DatagramHarmed_IsDroppedAndCounted(int offset)
    {
        UdpSocket socket = _host.Bound(7);
        byte[] datagram = Frame.Udp(_host.StationAt(4000), new IpEndpoint(TwoHosts.LeftAddress, 7), [1, 2]);
        datagram[offset] ^= 0x40;
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp }, datagram);
        _host.Run();
        Assert.Equal(0, socket.Available);
        Assert.Equal(1, _host.Stack.Counters.Udp.InErrors);
    }

    [Fact]
    public void Receive_BufferFull_DropsTheNewAndCounts()
    {
        UdpSocket socket = _host.Bound(7);
        socket.ReceiveBufferSize = 10 * (100 + DatagramQueue.Overhead);
        for (byte i = 0; i < 15; i++)
        {
            _host.SendUdp(4000, 7, [.. Enumerable.Repeat(i, 100)]);
        }

        _host.Run();
        Assert.Equal(5, _host.Stack.Counters.Udp.ReceiveBufferErrors);
        for (byte i = 0; i < 10; i++)
        {
            Assert.Equal(i, OneHost.Receive(socket)![0]);
        }

        Assert.Null(OneHost.Receive(socket));
    }

    [Fact]
    public void Observer_Datagram_IsToldReadable()
    {
        List<Readiness> raised = [];
        UdpSocket socket = _host.Bound(7);
        socket.Observer = new RecordingObserver(raised);
        _host.SendUdp(4000, 7, [1]);
        _host.Run();
        Assert.Equal([Readiness.Readable], raised);
    }

    [Fact]
    public void Demultiplexing_BestMatch_Wins()
    {
        UdpSocket any = Bind(IpAddress.AnyIpv4, reuse: true);
        UdpSocket specific = Bind(TwoHosts.LeftAddress, reuse: true);
        UdpSocket connected = Bind(TwoHosts.LeftAddress, reuse: true);
        Assert.Equal(TransportError.None, connected.Connect(_host.StationAt(4000)));

        _host.SendUdp(4000, 7, [1]);
        _host.SendUdp(4001, 7, [2]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(connected));
        Assert.Equal([2], OneHost.Receive(specific));
        Assert.Equal(0, any.Available);

        specific.Close();
        connected.Close();
        _host.SendUdp(4001, 7, [3]);
        _host.Run();
        Assert.Equal([3], OneHost.Receive(any));
    }

    [Fact]
    public void Broadcast_ManySockets_AllReceive()
    {
        UdpSocket first = Bind(IpAddress.AnyIpv4, reuse: true);
        UdpSocket second = Bind(IpAddress.AnyIpv4, reuse: true);
        _host.Station.SendUdp(MacAddress.Broadcast, _host.StationAt(4000), new IpEndpoint(IpAddress.FromIpv4(10, 0, 0, 255), 7), [1]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(first));
        Assert.Equal([1], OneHost.Receive(second));
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0", false, TransportError.AddressInUse)]
    [InlineData("0.0.0.0", "10.0.0.1", false, TransportError.AddressInUse)]
    [InlineData("10.0.0.1", "127.0.0.1", false, TransportError.None)]
    [InlineData("0.0.0.0", "::", false, TransportError.None)]
    [InlineData("0.0.0.0", "::", true, TransportError.AddressInUse)]
    [InlineData("10.0.0.1", "::", true, TransportError.AddressInUse)]
    public void Bind_PortOfAnother_IsRefusedWhereBothWouldReceive(string first, string second, bool dualStack, TransportError expected)
    {
        Assert.True(IpAddress.TryParse(first, out IpAddress held));
        Assert.True(IpAddress.TryParse(second, out IpAddress wanted));
        _host.Bound(7, held);
        Assert.Equal(expected, _host.Stack.Udp.CreateSocket().Bind(new IpEndpoint(wanted, 7), dualStack, reuseAddress: true));
    }

    [Fact]
    public void Bind_DualStack_ReceivesIpv4()
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(IpAddress.AnyIpv6, 7), dualStack: true, reuseAddress: false));
        _host.SendUdp(4000, 7, [1]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(socket));
        Assert.Equal(TransportError.None, socket.Send([2], _host.StationAt(4000)));
        _host.Run();
        Assert.Equal((new IpEndpoint(TwoHosts.LeftAddress, 7), _host.StationAt(4000)), (_host.Udp()[0].From, _host.Udp()[0].To));
    }

    [Fact]
    public void Bind_AddressOfNobody_IsNotAvailable() =>
        Assert.Equal(
            TransportError.AddressNotAvailable,
            _host.Stack.Udp.CreateSocket().Bind(new IpEndpoint(IpAddress.FromIpv4(10, 0, 0, 99), 7), dualStack: false, reuseAddress: false));

    [Fact]
    public void Bind_PortZero_GivesDifferentEphemeralPorts()
    {
        HashSet<ushort> ports = [];
        for (int i = 0; i < 200; i++)
        {
            UdpSocket socket = _host.Bound(0);
            Assert.InRange(socket.LocalEndpoint.Port, EphemeralPorts.First, ushort.MaxValue);
            Assert.True(ports.Add(socket.LocalEndpoint.Port));
        }

        // Random, not in a row (RFC 6056 3.3.1).
        Assert.True(ports.Max() - ports.Min() > 8_000);
    }

    [Fact]
    public void Bind_AllPortsTaken_IsInUse()
    {
        for (int i = 0; i < EphemeralPorts.Count; i++)
        {
            _host.Bound(0);
        }

        Assert.Equal(
            TransportError.AddressInUse,
            _host.Stack.Udp.CreateSocket().Bind(new IpEndpoint(IpAddress.AnyIpv4, 0), dualStack: false, reuseAddress: false));
    }

    [Fact]
    public void Connect_Then_OnlyThePeerIsHeard()
    {
        UdpSocket socket = _host.Bound(7);
        _host.SendUdp(4001, 7, [1]);
        _host.SendUdp(4000, 7, [2]);
        _host.Run();
        Assert.Equal(TransportError.None, socket.Connect(_host.StationAt(4000)));
        Assert.Equal(TwoHosts.LeftAddress, socket.LocalEndpoint.Address);
        _host.SendUdp(4001, 7, [3]);
        _host.SendUdp(4000, 7, [4]);
        _host.Run();
        Assert.Equal([2], OneHost.Receive(socket));
        Assert.Equal([4], OneHost.Receive(socket));
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(TransportError.None, socket.Send([5], remote: null));
        _host.Run();
        Assert.Equal([5], _host.Udp()[^1].Data);
    }

    [Fact]
    public void Connect_ToNull_HearsAndNeedsAddressesAgain()
    {
        UdpSocket socket = _host.Bound(7);
        socket.Connect(_host.StationAt(4000));
        Assert.Equal(TransportError.None, socket.Connect(null));
        _host.SendUdp(4001, 7, [1]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(socket));
        Assert.Equal(TransportError.NotConnected, socket.Send([1], remote: null));
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    public void Send_Broadcast_NeedsPermissionAndGoesToAll(string destination)
    {
        Assert.True(IpAddress.TryParse(destination, out IpAddress address));
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.AccessDenied, socket.Send([1], new IpEndpoint(address, 9)));
        socket.AllowBroadcast = true;
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(address, 9)));
        _host.Run();
        Assert.True(MacAddress.Read(Assert.Single(_host.Station.Frames)).IsBroadcast);
        Assert.Equal(address, _host.Udp()[0].To.Address);
    }

    // RFC 1112 6.4.
    [Fact]
    public void Send_Multicast_GoesToTheGroupsHardwareAddress()
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(IpAddress.FromIpv4(224, 128, 1, 251), 9)));
        _host.Run();
        Assert.Equal(new MacAddress(0x0100_5E00_01FB), MacAddress.Read(Assert.Single(_host.Station.Frames)));
    }

    [Fact]
    public void Send_NoRoute_IsNetworkUnreachable()
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.NetworkUnreachable, socket.Send([1], new IpEndpoint(IpAddress.FromIpv4(192, 0, 2, 1), 9)));
        Assert.True(IpAddress.TryParse("2001:db8::1", out IpAddress ipv6));
        Assert.Equal(TransportError.NetworkUnreachable, _host.Stack.Udp.CreateSocket().Send([1], new IpEndpoint(ipv6, 9)));
    }

    [Fact]
    public void Send_DeviceFull_WouldBlockThenWritable()
    {
        List<Readiness> raised = [];
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        socket.Connect(_host.StationAt(9));
        socket.Send([0], remote: null);
        _host.Run();
        socket.Observer = new RecordingObserver(raised);
        _host.Wire.TransmitQueue = 3;
        _host.Wire.BitsPerSecond = 1_000_000;
        TransportError error;
        int sent = 0;
        while ((error = socket.Send(new byte[1000], remote: null)) == TransportError.None)
        {
            sent++;
        }

        Assert.Equal((TransportError.WouldBlock, 3), (error, sent));
        Assert.Equal(Readiness.None, socket.Readiness & Readiness.Writable);
        _host.Run(0.02);
        Assert.Contains(Readiness.Writable, raised);
        Assert.Equal(TransportError.None, socket.Send(new byte[1000], remote: null));
    }

    [Fact]
    public void AddressRemoved_SocketBoundToIt_IsTold()
    {
        UdpSocket socket = _host.Bound(7, TwoHosts.LeftAddress);
        UdpSocket other = _host.Bound(8);
        _host.Interface.RemoveAddress(TwoHosts.LeftAddress);
        Assert.Equal(TransportError.AddressNotAvailable, socket.TakeError());
        Assert.Equal(TransportError.None, other.TakeError());
    }

    [Fact]
    public void Close_Twice_IsHarmlessAndFreesThePort()
    {
        UdpSocket socket = _host.Bound(7);
        socket.Close();
        socket.Close();
        _host.Bound(7);
        Assert.Single(_host.Stack.Udp.GetListeners());
    }

    [Fact]
    public void Offload_DeviceCompletesChecksums_TheyAreRightOnTheWire()
    {
        TwoHosts hosts = new(checksumOffload: true);
        int faults = 0;
        hosts.Wire.FrameSent += (_, frame) => faults += Sabos.Net.Simulation.FrameAudit.FindFault(frame.Span) is null ? 0 : 1;
        UdpSocket server = hosts.Right.Udp.CreateSocket();
        server.Bind(new IpEndpoint(IpAddress.AnyIpv4, 7), dualStack: false, reuseAddress: false);
        UdpSocket client = hosts.Left.Udp.CreateSocket();
        foreach (int length in new[] { 0, 1, 1472, 4000 })
        {
            Assert.Equal(TransportError.None, client.Send(new byte[length], new IpEndpoint(TwoHosts.RightAddress, 7)));
            hosts.Network.RunFor(TimeSpan.FromMilliseconds(10));
            Assert.Equal(length, OneHost.Receive(server)?.Length);
        }

        Assert.Equal(0, faults);
    }

    private UdpSocket Bind(IpAddress address, bool reuse)
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(address, 7), dualStack: false, reuse));
        return socket;
    }
}
