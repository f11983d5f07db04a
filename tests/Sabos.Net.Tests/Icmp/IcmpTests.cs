using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class IcmpTests
{
    private readonly OneHost _host = new();

    // RFC 1122 3.2.2.6.
    [Theory]
    [InlineData(0)]
    [InlineData(56)]
    [InlineData(1472)]
    [InlineData(9000)]
    public void EchoRequest_Unicast_IsAnsweredWithItsData(int length)
    {
        TwoHosts hosts = new();
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        RawSocket ping = hosts.Left.CreateRawSocket(IpProtocol.Icmp, ipv6: false);
        Assert.Equal(TransportError.None, ping.Send(Frame.Icmp(new IcmpHeader(IcmpType.EchoRequest, 0, 0x1234_0001), body), TwoHosts.RightAddress));
        Assert.True(hosts.Network.RunUntil(() => ping.Available > 0, TimeSpan.FromMilliseconds(50)));

        byte[] bytes = new byte[65_536];
        Assert.Equal(TransportError.None, ping.Receive(bytes, out DatagramReceived received));
        Assert.Equal(TwoHosts.RightAddress, received.Source.Address);
        Assert.True(Ipv4Packet.TryParse(bytes.AsSpan(0, received.Copied), out Ipv4Packet packet));
        Assert.True(IcmpMessage.TryParse(packet.Payload, out IcmpMessage message));
        Assert.Equal(new IcmpHeader(IcmpType.EchoReply, 0, 0x1234_0001), message.Header);
        Assert.Equal(body, message.Body.ToArray());
    }

    [Theory]
    [InlineData("10.0.0.255")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    public void EchoRequest_ToAGroup_IsNotAnswered(string destination)
    {
        Assert.True(IpAddress.TryParse(destination, out IpAddress address));
        _host.Station.SendIcmp(MacAddress.Broadcast, address, new IcmpHeader(IcmpType.EchoRequest, 0, 1), [1]);
        _host.Run();
        Assert.Equal(1, _host.Stack.Counters.Icmp.InEchos);
        Assert.Empty(_host.Station.Frames);
    }

    [Fact]
    public void EchoRequest_WrongChecksum_IsDropped()
    {
        byte[] message = Frame.Icmp(new IcmpHeader(IcmpType.EchoRequest, 0, 1), [1, 2]);
        message[9] ^= 1;
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Icmp }, message);
        _host.Run();
        Assert.Equal(1, _host.Stack.Counters.Icmp.InErrors);
        Assert.Empty(_host.Station.Frames);
    }

    // RFC 792: the header and at least 8 bytes; RFC 1812 4.3.2.3: as much as fits into 576.
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Udp_ToAClosedPort_IsAnsweredByPortUnreachableThatQuotesIt(int length)
    {
        _host.SendUdp(4000, 4001, new byte[length]);
        _host.Run();
        (Ipv4Header ip, IcmpHeader icmp, byte[] body) = Assert.Single(_host.Icmp());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)3), (icmp.Type, icmp.Code));
        Assert.Equal((TwoHosts.LeftAddress, TwoHosts.RightAddress), (ip.Source, ip.Destination));
        Assert.Equal(Math.Min(20 + 8 + length, 576 - 28), body.Length);
        Assert.True(Ipv4Packet.TryParseQuotation(body, out Ipv4Packet quoted));
        Assert.Equal([0x0F, 0xA0, 0x0F, 0xA1], quoted.Payload[..4].ToArray());
    }

    // RFC 1122 3.2.2: never about an error, a broadcast, or a fragment that is not the first.
    [Theory]
    [InlineData(IcmpType.DestinationUnreachable, 0)]
    [InlineData(IcmpType.TimeExceeded, 0)]
    [InlineData(IcmpType.EchoRequest, 1)]
    public void Error_AboutAnIcmpMessage_IsSentForEchoesOnly(IcmpType type, int expected)
    {
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Icmp, Identification = 1, MoreFragments = true }, Frame.Icmp(new IcmpHeader(type, 0, 0), new byte[8]));
        _host.Run(31);
        Assert.Equal(expected, _host.Icmp().Count);
    }

    [Theory]
    [InlineData("10.0.0.255")]
    [InlineData("255.255.255.255")]
    public void Error_AboutABroadcast_IsNeverSent(string destination)
    {
        Assert.True(IpAddress.TryParse(destination, out IpAddress address));
        _host.Station.SendUdp(MacAddress.Broadcast, _host.StationAt(4000), new IpEndpoint(address, 4001), [1]);
        _host.Station.SendIpv4(
            MacAddress.Broadcast,
            new Ipv4Header { Source = _host.Station.Address, Destination = address, Protocol = (IpProtocol)99 },
            [1]);
        _host.Run();
        Assert.Equal(1, _host.Stack.Counters.Ip.InUnknownProtos);
        Assert.Equal(0, _host.Stack.Counters.Icmp.OutMsgs);
        Assert.Empty(_host.Station.Frames);
    }

    [Fact]
    public void Error_AboutMany_IsLimitedAndRecovers()
    {
        // Before it is resolved a neighbour that is only answered may have but little waiting for it.
        _host.Ping([1]);
        _host.Run();
        _host.Station.Frames.Clear();
        for (int i = 0; i < 200; i++)
        {
            _host.SendUdp(4000, 4001, [1]);
        }

        _host.Run();
        int first = _host.Icmp().Count;
        Assert.InRange(first, 40, 60);
        Assert.Equal(200 - first, _host.Stack.Counters.Icmp.OutRateLimited);
        _host.Run(1);
        _host.SendUdp(4000, 4001, [1]);
        _host.Run();
        Assert.Equal(first + 1, _host.Icmp().Count);
    }

    // RFC 1122 4.1.3.3.
    [Theory]
    [InlineData(0, TransportError.NetworkUnreachable)]
    [InlineData(1, TransportError.HostUnreachable)]
    [InlineData(2, TransportError.ConnectionRefused)]
    [InlineData(3, TransportError.ConnectionRefused)]
    [InlineData(13, TransportError.HostUnreachable)]
    public void Unreachable_AboutAConnectedSocket_IsItsError(byte code, TransportError expected)
    {
        UdpSocket socket = Connected(9);
        SendError(socket, code);
        Assert.Equal(Readiness.Error, socket.Readiness & Readiness.Error);
        Assert.Equal(expected, socket.Receive(new byte[1], out _));
        Assert.Equal(TransportError.None, socket.TakeError());
    }

    [Fact]
    public void Unreachable_AboutAnotherPeerOrPort_IsNobodys()
    {
        UdpSocket socket = Connected(9);
        SendError(socket, 3, peerPort: 10);
        SendError(socket, 3, from: IpAddress.FromIpv4(10, 0, 0, 77));
        UdpSocket unconnected = _host.Bound(4000);
        SendError(unconnected, 3);
        Assert.Equal(TransportError.None, socket.TakeError());
        Assert.Equal(TransportError.None, unconnected.TakeError());
    }

    [Fact]
    public void Unreachable_AboutAPacketThatIsNotOurs_IsIgnored()
    {
        UdpSocket socket = Connected(9);
        IpEndpoint local = new(TwoHosts.LeftAddress, socket.LocalEndpoint.Port);
        byte[] quotation = Quote(IpProtocol.Udp, Frame.Udp(local, _host.StationAt(9), []));
        quotation[15] = 99;
        _host.Station.SendIcmp(TwoHosts.LeftHardware, TwoHosts.LeftAddress, new IcmpHeader(IcmpType.DestinationUnreachable, 3, 0), quotation);
        _host.Run();
        Assert.Equal(TransportError.None, socket.TakeError());
    }

    // RFC 1191: the path MTU is lowered for the destination that a connected socket really talks to, and for nobody else.
    [Fact]
    public void FragmentationNeeded_AboutAConnectedSocket_LowersThePathMtu()
    {
        UdpSocket socket = Connected(9);
        socket.DoNotFragment = true;
        SendError(socket, 4, rest: 1000, length: 1400);
        Assert.Equal(TransportError.MessageTooLong, socket.TakeError());
        Assert.Equal(TransportError.MessageTooLong, socket.Send(new byte[973], remote: null));
        Assert.Equal(TransportError.None, socket.Send(new byte[972], remote: null));

        // RFC 1191 6.3: after ten minutes the path is tried anew.
        _host.Run(601);
        Assert.Equal(TransportError.None, socket.Send(new byte[1472], remote: null));
    }

    [Theory]
    [InlineData(1400)] // not smaller than what was sent
    [InlineData(60)] // smaller than any IPv4 link
    public void FragmentationNeeded_WithImpossibleMtu_IsIgnored(uint mtu)
    {
        UdpSocket socket = Connected(9);
        socket.DoNotFragment = true;
        SendError(socket, 4, rest: mtu, length: 1400);
        Assert.Equal(TransportError.None, socket.TakeError());
        Assert.Equal(TransportError.None, socket.Send(new byte[1472], remote: null));
    }

    // Who forges a tiny MTU makes us slow at most (PathMtuCache.Minimum).
    [Fact]
    public void FragmentationNeeded_WithATinyMtu_IsRaisedToTheMinimum()
    {
        UdpSocket socket = Connected(9);
        socket.DoNotFragment = true;
        SendError(socket, 4, rest: 100, length: 1400);
        socket.TakeError();
        Assert.Equal(TransportError.None, socket.Send(new byte[PathMtuCache.Minimum - 28], remote: null));
        Assert.Equal(TransportError.MessageTooLong, socket.Send(new byte[PathMtuCache.Minimum - 27], remote: null));
    }

    // RFC 1191 5, 7.1: an old router tells no MTU; the next plateau under the packet's length is tried.
    [Fact]
    public void FragmentationNeeded_WithoutMtu_TakesThePlateau()
    {
        UdpSocket socket = Connected(9);
        socket.DoNotFragment = true;
        SendError(socket, 4, rest: 0, length: 1400);
        socket.TakeError();
        Assert.Equal(TransportError.None, socket.Send(new byte[1006 - 28], remote: null));
        Assert.Equal(TransportError.MessageTooLong, socket.Send(new byte[1006 - 27], remote: null));
    }

    [Fact]
    public void RawSocket_Bound_ReceivesOnlyItsAddressAndPeer()
    {
        RawSocket raw = _host.Stack.CreateRawSocket(IpProtocol.Icmp, ipv6: false);
        Assert.Equal(TransportError.AddressNotAvailable, raw.Bind(IpAddress.FromIpv4(10, 9, 9, 9)));
        Assert.Equal(TransportError.None, raw.Bind(TwoHosts.LeftAddress));
        Assert.Equal(TransportError.None, raw.Connect(IpAddress.FromIpv4(10, 0, 0, 77)));
        _host.Ping([1]);
        _host.Run();
        Assert.Equal(0, raw.Available);
        Assert.Equal(TransportError.None, raw.Connect(_host.Station.Address));
        _host.Ping([1]);
        _host.Run();
        Assert.Equal(20 + 8 + 1, raw.Available);
        raw.Close();
        _host.Ping([1]);
        _host.Run();
        Assert.Equal(0, raw.Available);
    }

    // A protocol that some program handles is not unknown.
    [Fact]
    public void RawSocket_OfAnyProtocol_PreventsProtocolUnreachable()
    {
        RawSocket raw = _host.Stack.CreateRawSocket((IpProtocol)99, ipv6: false);
        _host.Send(new Ipv4Header { Protocol = (IpProtocol)99 }, [1, 2, 3]);
        _host.Run();
        Assert.Empty(_host.Station.Frames);
        Assert.Equal(23, raw.Available);
    }

    private static byte[] Quote(IpProtocol protocol, byte[] payload, int length = 0, IpAddress? destination = null)
    {
        byte[] quotation = new byte[Ipv4Header.Size + 8];
        new Ipv4Header
        {
            Source = TwoHosts.LeftAddress,
            Destination = destination ?? TwoHosts.RightAddress,
            Protocol = protocol,
            TimeToLive = 3,
            PayloadLength = Math.Max(payload.Length, length - Ipv4Header.Size),
        }.WriteTo(quotation);
        payload.AsSpan(0, 8).CopyTo(quotation.AsSpan(Ipv4Header.Size));
        return quotation;
    }

    private UdpSocket Connected(ushort port)
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Connect(_host.StationAt(port)));
        Assert.Equal(TransportError.None, socket.Send([1], remote: null));
        _host.Run();
        return socket;
    }

    private void SendError(UdpSocket socket, byte code, uint rest = 0, int length = 0, ushort peerPort = 9, IpAddress? from = null)
    {
        IpAddress destination = from ?? _host.Station.Address;
        IpEndpoint local = new(TwoHosts.LeftAddress, socket.LocalEndpoint.Port);
        byte[] quotation = Quote(IpProtocol.Udp, Frame.Udp(local, new IpEndpoint(destination, peerPort), []), length, destination);
        _host.Station.SendIcmp(TwoHosts.LeftHardware, TwoHosts.LeftAddress, new IcmpHeader(IcmpType.DestinationUnreachable, code, rest), quotation);
        _host.Run();
    }
}
