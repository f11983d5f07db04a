using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The same link-local addresses on two links (RFC 4007): nothing of one is mistaken for the other's.</summary>
public sealed class Ipv6ZoneTests
{
    private static readonly IpAddress s_peer = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 2);

    private readonly SimulatedNetwork _network = new();
    private readonly NetworkStack _stack;
    private readonly Ipv6Station[] _stations;

    public Ipv6ZoneTests()
    {
        _stack = _network.AddStack(seed: 5);
        List<Ipv6Station> stations = [];
        for (int i = 0; i < 2; i++)
        {
            SimulatedWire wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
            stations.Add(new Ipv6Station(_network, wire, TwoHosts.RightHardware, s_peer) { Opposite = TwoHosts.LeftHardware });
            _stack.AddInterface($"eth{i}", wire.Attach(TwoHosts.LeftHardware)).StartIpv6();
        }

        _network.RunFor(TimeSpan.FromSeconds(10));
        _stations = [.. stations];
        foreach (Ipv6Station station in _stations)
        {
            station.Frames.Clear();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Send_ToAZone_GoesToItsLinkOnly(int link)
    {
        UdpSocket socket = _stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(s_peer.InZone(2 + link), 9)));
        _network.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Contains(_stations[link].Frames, static frame => Frame.Ipv6(frame, IpProtocol.Udp) is not null);
        Assert.DoesNotContain(_stations[1 - link].Frames, static frame => Frame.Ipv6(frame, IpProtocol.Udp) is not null);
    }

    [Fact]
    public void Receive_ConnectedToOneZone_HearsNothingOfTheOther()
    {
        UdpSocket socket = _stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Connect(new IpEndpoint(s_peer.InZone(2), 9)));
        IpAddress own = socket.LocalEndpoint.Address;
        Assert.Equal(2, own.Zone);
        foreach (Ipv6Station station in (Ipv6Station[])[_stations[1], _stations[0]])
        {
            byte data = station == _stations[0] ? (byte)1 : (byte)2;
            byte[] datagram = Frame.Udp(new IpEndpoint(s_peer, 9), new IpEndpoint(own.InZone(0), socket.LocalEndpoint.Port), [data]);
            station.Send(new Ipv6Header { Source = s_peer, Destination = own, NextHeader = IpProtocol.Udp }, datagram);
        }

        _network.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Equal([1], OneHost.Receive(socket));
        Assert.Null(OneHost.Receive(socket));
    }

    [Fact]
    public void Connect_ToAZoneThatDoesNotExist_IsUnreachable() => Assert.Equal(
        TransportError.NetworkUnreachable,
        _stack.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv6, 0), new IpEndpoint(s_peer.InZone(9), 80), false, out _));

    [Theory]
    [InlineData("fe80::2", 3, "fe80::2%3")]
    [InlineData("ff02::1", 1, "ff02::1%1")]
    [InlineData("2001:db8::2", 3, "2001:db8::2")]
    [InlineData("10.0.0.1", 3, "10.0.0.1")]
    public void InZone_IsNoPartOfTheWire(string text, int zone, string shown)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        IpAddress zoned = address.InZone(zone);
        Assert.Equal(shown, zoned.ToString());
        byte[] bytes = new byte[16];
        zoned.WriteMappedTo(bytes);
        byte[] plain = new byte[16];
        address.WriteMappedTo(plain);
        Assert.Equal(plain, bytes);
        Assert.Equal(address, zoned.InZone(0));
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(zoned, address, IpProtocol.Udp, 8);
        Assert.Equal(InternetChecksum.ForPseudoHeader(address, address, IpProtocol.Udp, 8).Value, checksum.Value);
    }
}
