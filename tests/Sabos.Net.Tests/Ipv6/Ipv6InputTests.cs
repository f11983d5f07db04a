using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Which IPv6 packets are taken, and from whom (RFC 8200, RFC 4291).</summary>
public sealed class Ipv6InputTests
{
    private readonly OneIpv6Host _host = new();

    private Ipv6Station Station => _host.Station;

    [Fact]
    public void Udp_BehindExtensionHeaders_Arrives()
    {
        UdpSocket socket = _host.Bound(7);
        byte[] datagram = Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), [1, 2, 3]);
        byte[] payload =
        [
            (byte)IpProtocol.Ipv6DestinationOptions, 0, 5, 2, 0, 0, 1, 0,
            (byte)IpProtocol.Udp, 0, 1, 4, 0, 0, 0, 0,
            .. datagram,
        ];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.HopByHopOptions }, payload);
        _host.Run();
        Assert.Equal([1, 2, 3], OneHost.Receive(socket));
    }

    // RFC 8200 8.1: over IPv6 a UDP checksum of 0 is none.
    [Fact]
    public void Udp_WithoutChecksum_IsDropped()
    {
        UdpSocket socket = _host.Bound(7);
        byte[] datagram = Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), [1]);
        datagram.AsSpan(6, 2).Clear();
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Udp }, datagram);
        _host.Run();
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(1, _host.Stack.Counters.Udpv6.InErrors);
    }

    [Theory]
    [InlineData("2001:db8::9", "2001:db8::2")]
    [InlineData("2001:db8::1", "ff02::1")]
    [InlineData("2001:db8::1", "::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("ff02::77", "2001:db8::2")]
    public void Packet_NotForUsOrFromWhoCannotBe_IsDropped(string destination, string source)
    {
        UdpSocket socket = _host.Bound(7);
        IpAddress to = Address(destination);
        IpAddress from = Address(source);
        Station.SendRaw(
            new Ipv6Header { Source = from, Destination = to, NextHeader = IpProtocol.Udp, HopLimit = 64, PayloadLength = 9 },
            Frame.Udp(new IpEndpoint(from, 9), new IpEndpoint(to, 7), [1]));
        _host.Run();
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(1, _host.Ip.InAddrErrors);
        Assert.Empty(Station.Frames);
    }

    // RFC 4291 2.5.2: who has no address says nothing but ICMPv6.
    [Fact]
    public void Udp_FromTheUnspecifiedAddress_IsDropped()
    {
        UdpSocket socket = _host.Bound(7);
        byte[] datagram = Frame.Udp(new IpEndpoint(IpAddress.AnyIpv6, 9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), [1]);
        Station.SendRaw(
            new Ipv6Header { Destination = TwoHosts.LeftIpv6Address, NextHeader = IpProtocol.Udp, HopLimit = 64, PayloadLength = datagram.Length }, datagram);
        _host.Run();
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(1, _host.Ip.InDiscards);
    }

    // RFC 4007 6: fe80::2 of one link is not that of another.
    [Fact]
    public void LinkLocalSource_IsToldWithItsZone()
    {
        UdpSocket socket = _host.Bound(7);
        IpAddress source = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 2);
        Station.Send(
            new Ipv6Header { Source = source, Destination = OneIpv6Host.LinkLocal, NextHeader = IpProtocol.Udp },
            Frame.Udp(new IpEndpoint(source, 9), new IpEndpoint(OneIpv6Host.LinkLocal, 7), [1]));
        _host.Run();
        Assert.Equal(TransportError.None, socket.Receive(new byte[8], out DatagramReceived received));
        Assert.Equal((source.InZone(_host.Interface.Index), "fe80::2%2"), (received.Source.Address, received.Source.Address.ToString()));
        Assert.Equal(_host.Interface.Index, received.Destination.Zone);
    }

    // RFC 4291 2.5.6: the bits in which zones stand here are zero on the wire; no packet chooses its zone.
    [Fact]
    public void LinkLocalSource_WithAZoneOfItsOwn_IsDropped()
    {
        IpAddress source = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 2);
        Ipv6Header header = new() { Source = source, Destination = OneIpv6Host.LinkLocal, NextHeader = IpProtocol.Ipv6NoNextHeader, PayloadLength = 8 };
        byte[] packet = new byte[48];
        header.WriteTo(packet);
        Assert.True(Ipv6Packet.TryParse(packet, out _));
        packet[8 + 3] = 3;
        Assert.False(Ipv6Packet.TryParse(packet, out _));
    }

    // RFC 6437: one label for a flow, another for the next, none foreseeable.
    [Fact]
    public void FlowLabel_IsThatOfTheFlow()
    {
        UdpSocket one = _host.Bound(7);
        UdpSocket other = _host.Bound(8);
        one.Send([1], _host.StationAt(9));
        other.Send([1], _host.StationAt(9));
        one.Send([1], _host.StationAt(9));
        one.Send(new byte[3000], _host.StationAt(9));
        one.Send([1], _host.StationAt(10));
        _host.Run();
        uint[] labels = Station.Frames.Select(Frame.Ipv6).OfType<byte[]>()
            .Where(packet => packet[6] != (byte)IpProtocol.Ipv6Icmp)
            .Select(packet => Ipv6Packet.TryParse(packet, out Ipv6Packet parsed) ? parsed.FlowLabel : 0)
            .ToArray();
        Assert.DoesNotContain(0U, labels);
        Assert.Equal(7, labels.Length);
        Assert.All([labels[2], labels[3], labels[4], labels[5]], label => Assert.Equal(labels[0], label));
        Assert.Equal(3, labels.Distinct().Count());
    }

    [Fact]
    public void HopLimit_IsTheSockets()
    {
        UdpSocket socket = _host.Bound(7);
        socket.TimeToLive = 33;
        socket.Send([1], _host.StationAt(9));
        _host.Run();
        Assert.Equal(33, Station.Frames.Select(frame => Frame.Ipv6(frame, IpProtocol.Udp)).Single(packet => packet is not null)!.Value.Header.HopLimit);
    }

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
