using System;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class Ipv4InputTests
{
    private readonly OneHost _host = new();
    private readonly UdpSocket _socket;

    public Ipv4InputTests() => _socket = _host.Bound(7);

    private IpCounters Counters => _host.Stack.Counters.Ip;

    // A frame of 60 bytes is the shortest that Ethernet has; what fills it up is nobody's data.
    [Fact]
    public void Packet_ShorterThanTheFrame_PaddingIsNotPayload()
    {
        _host.SendUdp(9, 7, [1]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(_socket));
    }

    // RFC 1122 3.2.1.3, RFC 1812 5.3.7.
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("10.0.0.255")] // the subnet's broadcast address
    [InlineData("10.0.0.1")] // our own
    public void Packet_FromImpossibleSource_IsDropped(string source)
    {
        Assert.True(IpAddress.TryParse(source, out IpAddress address));
        _host.Station.SendUdp(TwoHosts.LeftHardware, new IpEndpoint(address, 9), new IpEndpoint(TwoHosts.LeftAddress, 7), [1]);
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal(1, Counters.InAddrErrors);
        Assert.Empty(_host.Station.Frames);
    }

    [Theory]
    [InlineData("10.0.0.9")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.251")]
    [InlineData("192.0.2.1")]
    public void Packet_ToSomebodyElse_IsDropped(string destination)
    {
        Assert.True(IpAddress.TryParse(destination, out IpAddress address));
        _host.Station.SendUdp(TwoHosts.LeftHardware, _host.StationAt(9), new IpEndpoint(address, 7), [1]);
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal(1, Counters.InAddrErrors);
        Assert.Empty(_host.Station.Frames);
    }

    [Fact]
    public void Packet_LikeTheLastOneButTheAddressWasRemoved_IsDropped() =>
        IsDroppedAfter(() => _host.Interface.RemoveAddress(TwoHosts.LeftAddress));

    [Fact]
    public void Packet_LikeTheLastOneButItsSourceBecameOurs_IsDropped() =>
        IsDroppedAfter(() => _host.Interface.AddAddress(new IpPrefix(_host.Station.Address, 24)));

    [Fact]
    public void Packet_LikeTheLastOneButInABroadcastFrame_IsDropped()
    {
        _host.SendUdp(9, 7, [1]);
        _host.Run();
        _host.Station.SendUdp(MacAddress.Broadcast, _host.StationAt(9), new IpEndpoint(TwoHosts.LeftAddress, 7), [2]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(_socket));
        Assert.Null(OneHost.Receive(_socket));
    }

    // RFC 1122 3.3.6: broadcast by the link, but not by IP.
    [Fact]
    public void Packet_UnicastInABroadcastFrame_IsDropped()
    {
        _host.Station.SendUdp(MacAddress.Broadcast, _host.StationAt(9), new IpEndpoint(TwoHosts.LeftAddress, 7), [1]);
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
    }

    [Fact]
    public void Frame_ForAnotherStation_IsDropped()
    {
        _host.Station.SendUdp(new MacAddress(0x0200_0000_0077), _host.StationAt(9), new IpEndpoint(TwoHosts.LeftAddress, 7), [1]);
        _host.Run();
        Assert.Equal(0, Counters.InReceives);
    }

    [Theory]
    [InlineData("10.0.0.255")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    public void Packet_ToAGroupWeAreIn_IsDelivered(string destination)
    {
        Assert.True(IpAddress.TryParse(destination, out IpAddress address));
        _host.Station.SendUdp(MacAddress.Broadcast, _host.StationAt(9), new IpEndpoint(address, 7), [1]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(_socket));
    }

    [Fact]
    public void Packet_UnknownProtocol_IsAnsweredByProtocolUnreachable()
    {
        _host.Send(new Ipv4Header { Protocol = (IpProtocol)99 }, [1, 2, 3, 4, 5, 6, 7, 8]);
        _host.Run();
        (Ipv4Header _, IcmpHeader icmp, byte[] body) = Assert.Single(_host.Icmp());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)2), (icmp.Type, icmp.Code));
        Assert.Equal(99, body[9]);
        Assert.Equal(1, Counters.InUnknownProtos);
    }

    [Fact]
    public void Packet_WithSourceRoute_IsDropped()
    {
        byte[] frame = new byte[EthernetHeader.Size + 24 + 9];
        new EthernetHeader(TwoHosts.LeftHardware, _host.Station.Hardware, EtherType.Ipv4).WriteTo(frame);
        Span<byte> packet = frame.AsSpan(EthernetHeader.Size);
        new Ipv4Header { Source = _host.Station.Address, Destination = TwoHosts.LeftAddress, Protocol = IpProtocol.Udp, TimeToLive = 9, PayloadLength = 13 }.WriteTo(packet);
        packet[0] = 0x46;
        ((ReadOnlySpan<byte>)[131, 3, 4, 0]).CopyTo(packet[20..]);
        Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftAddress, 7), [1]).CopyTo(packet[24..]);
        Deliver(frame);
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal(1, Counters.InHdrErrors);

        // The same with an option that does no harm.
        packet[20] = 7;
        Deliver(frame);
        Assert.Equal([1], OneHost.Receive(_socket));
    }

    [Fact]
    public void Flood_ReceivedInOnePoll_IsBoundedByTheBudget()
    {
        for (int i = 0; i < 600; i++)
        {
            _host.SendUdp(9, 7, [1]);
            if (i % 200 == 0)
            {
                _host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
                _host.Wire.Run();
            }
        }

        _host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
        _host.Wire.Run();
        long before = Counters.InReceives;
        _host.Stack.Poll(_host.Network.Clock.Now);
        Assert.Equal(64, Counters.InReceives - before);
        Assert.Equal(_host.Stack.Now, _host.Stack.NextPoll);
    }

    [Fact]
    public void Poll_Always_FlushesEachDeviceOnce()
    {
        int before = _host.Port.Flushes;
        for (int i = 0; i < 20; i++)
        {
            _host.Ping([1]);
        }

        _host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
        _host.Wire.Run();
        _host.Stack.Poll(_host.Network.Clock.Now);
        Assert.Equal(1, _host.Port.Flushes - before);
    }

    private void Deliver(byte[] frame)
    {
        Span<byte> header = frame.AsSpan(EthernetHeader.Size, 24);
        header[10] = header[11] = 0;
        ushort checksum = InternetChecksum.Compute(header);
        header[10] = (byte)(checksum >> 8);
        header[11] = (byte)checksum;
        _host.Station.Send(frame);
        _host.Run();
    }

    private void IsDroppedAfter(Action change)
    {
        _host.SendUdp(9, 7, [1]);
        _host.Run();
        change();
        _host.SendUdp(9, 7, [2]);
        _host.Run();
        Assert.Equal([1], OneHost.Receive(_socket));
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal(1, Counters.InAddrErrors);
    }
}
