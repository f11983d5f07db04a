using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What a host says to itself over IPv6: ::1, and its own addresses.</summary>
public sealed class Ipv6LoopbackTests
{
    private readonly OneIpv6Host _host = new();

    [Theory]
    [InlineData("::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    public void Ping_AddressOfOurs_IsAnswered(string text)
    {
        IpAddress address = Address(text);
        RawSocket ping = _host.Stack.CreateRawSocket(IpProtocol.Ipv6Icmp, ipv6: true);
        Assert.Equal(TransportError.None, ping.Send(Frame.Icmpv6(address, address, new Icmpv6Header(Icmpv6Type.EchoRequest, 0, 5), [1, 2]), address));
        _host.Run();

        byte[] bytes = new byte[100];
        Assert.Equal(TransportError.None, ping.Receive(bytes, out DatagramReceived received));
        if ((Icmpv6Type)bytes[0] == Icmpv6Type.EchoRequest)
        {
            Assert.Equal(TransportError.None, ping.Receive(bytes, out received));
        }

        Assert.Equal([(byte)Icmpv6Type.EchoReply, 0], bytes[..2]);
        Assert.Equal([1, 2], bytes[8..received.Copied]);
        Assert.Equal(address, received.Source.Address);
        Assert.Empty(_host.Station.Frames);
    }

    [Theory]
    [InlineData("::1", 1)]
    [InlineData("::1", 40_000)]
    [InlineData("::1", 65_527)]
    [InlineData("fe80::1", 20_000)]
    public void Udp_AnyLength_Arrives(string text, int length)
    {
        UdpSocket server = _host.Bound(7000);
        UdpSocket client = _host.Stack.Udp.CreateSocket();
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        Assert.Equal(TransportError.None, client.Send(data, new IpEndpoint(Address(text), 7000)));
        _host.Run();
        Assert.Equal(data, OneHost.Receive(server));
    }

    [Fact]
    public void Udp_LongerThanAPacketCanBe_IsRefused()
    {
        UdpSocket client = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.MessageTooLong, client.Send(new byte[65_528], new IpEndpoint(IpAddress.LoopbackIpv6, 7000)));
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    public void Tcp_Stream_ArrivesExactly(string text)
    {
        Assert.Equal(TransportError.None, _host.Stack.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, 80), 5, false, false, out TcpListener? listener));
        Assert.Equal(
            TransportError.None,
            _host.Stack.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv6, 0), new IpEndpoint(Address(text), 80), false, out TcpConnection? client));
        _host.Run();
        Assert.True(listener!.TryAccept(out TcpConnection? server));
        StreamEnd left = new(client!, 300_000, 100_000, seed: 1);
        StreamEnd right = new(server!, 100_000, 300_000, seed: 2);
        Assert.True(_host.Network.RunUntil(
            () =>
            {
                left.Run();
                right.Run();
                return left.IsDone && right.IsDone;
            },
            TimeSpan.FromSeconds(10)));
        Assert.Equal((300_000, 100_000), (right.Received, left.Received));
    }

    // RFC 4291 2.5.3: never on a wire.
    [Fact]
    public void LoopbackAddress_FromTheWire_IsDropped()
    {
        _host.Station.SendUdp(1, 2, [1], IpAddress.LoopbackIpv6);
        _host.Station.Send(new Ipv6Header { Source = IpAddress.LoopbackIpv6, NextHeader = IpProtocol.Ipv6NoNextHeader }, []);
        _host.Run();
        Assert.Equal(2, _host.Ip.InAddrErrors);
        Assert.Empty(_host.Station.Frames);
    }

    // RFC 4007 6: nothing says on which link it is.
    [Fact]
    public void Connect_LinkLocalWithoutZone_IsRefused() => Assert.Equal(
        TransportError.InvalidArgument,
        _host.Stack.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv6, 0), new IpEndpoint(IpAddress.FromIpv6(0xFE80_0000_0000_0000, 9), 80), false, out _));

    private IpAddress Address(string text) =>
        IpAddress.TryParse(text, out IpAddress address) ? address.InZone(_host.Interface.Index) : throw new FormatException(text);
}
