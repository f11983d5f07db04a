using System;
using System.Buffers.Binary;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class Icmpv6Tests
{
    private static readonly Icmpv6Header s_echo = new(Icmpv6Type.EchoRequest, 0, 0x1234_0001);

    private readonly OneIpv6Host _host = new();

    private Ipv6Station Station => _host.Station;

    // RFC 4443 4.2.
    [Theory]
    [InlineData(0)]
    [InlineData(56)]
    [InlineData(1452)]
    public void EchoRequest_Unicast_IsAnsweredWithItsData(int length)
    {
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        Station.SendIcmp(s_echo, body);
        _host.Run();
        (Ipv6Header ip, Icmpv6Header icmp, byte[] answer) = Assert.Single(Station.Icmp, IsEchoReply);
        Assert.Equal((TwoHosts.LeftIpv6Address, TwoHosts.RightIpv6Address), (ip.Source, ip.Destination));
        Assert.Equal(0x1234_0001U, icmp.Rest);
        Assert.Equal(body, answer);
    }

    // RFC 4443 4.2: answered from an address of ours, never from the group.
    [Theory]
    [InlineData("ff02::1")]
    [InlineData("ff02::1:ff00:1")]
    public void EchoRequest_ToAGroup_IsAnsweredFromAnAddressOfOurs(string group)
    {
        Station.SendIcmp(s_echo, [1], destination: Address(group));
        _host.Run();
        Assert.Equal(TwoHosts.LeftIpv6Address, Assert.Single(Station.Icmp, IsEchoReply).Ip.Source);
    }

    [Fact]
    public void EchoRequest_ToAGroupThatNobodyJoined_IsNotAnswered()
    {
        _host.Port.SetReceiveFilter([], isPromiscuous: true); // A device may bring what is not wanted.
        Station.SendIcmp(s_echo, [1], destination: Address("ff02::1:ff00:9"));
        _host.Run();
        Assert.Empty(Station.Icmp);
        Assert.Equal(1, _host.Ip.InAddrErrors);
    }

    [Fact]
    public void EchoRequest_WrongChecksum_IsDropped()
    {
        byte[] message = Frame.Icmpv6(Station.Address, TwoHosts.LeftIpv6Address, s_echo, [1, 2]);
        message[9] ^= 1;
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Icmp }, message);
        _host.Run();
        Assert.Empty(Station.Icmp);
        Assert.Equal(1, _host.Icmp.InErrors);
    }

    // RFC 4443 2.4 (c): as much of the packet as fits into 1280 bytes.
    [Theory]
    [InlineData(1)]
    [InlineData(1400)]
    public void Udp_ToAClosedPort_IsAnsweredByPortUnreachableThatQuotesIt(int length)
    {
        Station.SendUdp(4000, 4001, new byte[length]);
        _host.Run();
        (Ipv6Header ip, Icmpv6Header icmp, byte[] body) = Assert.Single(Station.Icmp, IsError);
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)4, 0U), (icmp.Type, icmp.Code, icmp.Rest));
        Assert.Equal(TwoHosts.LeftIpv6Address, ip.Source);
        Assert.Equal(Math.Min(40 + 8 + length, 1280 - 48), body.Length);
        Assert.Equal([0x0F, 0xA0, 0x0F, 0xA1], body[40..44]);
    }

    // RFC 4443 3.4: the pointer is to the field that says what nobody knows.
    [Fact]
    public void UnknownProtocol_IsAnsweredByParameterProblemThatPointsAtIt()
    {
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6DestinationOptions }, [99, 0, 1, 4, 0, 0, 0, 0, 1, 2, 3, 4]);
        _host.Run();
        Icmpv6Header icmp = Assert.Single(Station.Icmp, IsError).Icmp;
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)1, 40U), (icmp.Type, icmp.Code, icmp.Rest));
    }

    // RFC 8200 4.2: the two high bits of an option's type say what to do.
    [Theory]
    [InlineData(0x3E, false, false)]
    [InlineData(0x7E, false, false)]
    [InlineData(0xBE, false, true)]
    [InlineData(0xBE, true, true)]
    [InlineData(0xFE, false, true)]
    [InlineData(0xFE, true, false)]
    public void UnknownOption_IsReportedAsItsTypeSays(byte option, bool toGroup, bool isReported)
    {
        IpAddress destination = toGroup ? IpAddress.AllNodes : TwoHosts.LeftIpv6Address;
        Ipv6Header header = new() { Destination = destination, NextHeader = IpProtocol.Ipv6DestinationOptions };
        Station.Send(header, [(byte)IpProtocol.Ipv6NoNextHeader, 0, option, 4, 0, 0, 0, 0], toGroup ? new MacAddress(0x3333_0000_0001) : null);
        _host.Run();
        Assert.Equal(isReported ? [(Icmpv6Type.ParameterProblem, (byte)2, 42U)] : [], Station.Icmp.Where(IsError).Select(sent => (sent.Icmp.Type, sent.Icmp.Code, sent.Icmp.Rest)));
    }

    // RFC 4443 2.4 (e): never about an error or a redirect, nor about what was sent to a group.
    [Theory]
    [InlineData(Icmpv6Type.DestinationUnreachable, 0)]
    [InlineData(Icmpv6Type.ParameterProblem, 0)]
    [InlineData(Icmpv6Type.Redirect, 0)]
    [InlineData(Icmpv6Type.EchoRequest, 1)]
    public void Error_AboutAnIcmpMessage_IsNotSentAboutErrors(Icmpv6Type type, int expected)
    {
        byte[] message = Frame.Icmpv6(Station.Address, TwoHosts.LeftIpv6Address, new Icmpv6Header(type, 0, 0), new byte[8]);
        byte[] fragment = [(byte)IpProtocol.Ipv6Icmp, 0, 0, 1, 0, 0, 0, 7, .. message];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, fragment);
        _host.Run(seconds: 61);
        Assert.Equal(expected, _host.Icmp.Sent(Icmpv6Type.TimeExceeded));
    }

    [Fact]
    public void Udp_ToAGroup_IsNotAnsweredByAnError()
    {
        Station.Send(
            new Ipv6Header { Destination = IpAddress.AllNodes, NextHeader = IpProtocol.Udp },
            Frame.Udp(new IpEndpoint(Station.Address, 1), new IpEndpoint(IpAddress.AllNodes, 2), [1]),
            new MacAddress(0x3333_0000_0001));
        _host.Run();
        Assert.Empty(Station.Icmp);
    }

    // RFC 4443 2.4 (f).
    [Fact]
    public void Errors_Many_AreLimited()
    {
        for (int i = 0; i < 1000; i++)
        {
            Station.SendUdp(4000, 4001, [1]);
            _host.Run(i % 100 == 99 ? 0.01 : 0);
        }

        Assert.InRange(_host.Icmp.Sent(Icmpv6Type.DestinationUnreachable), 20, 200);
        Assert.Equal(1000, _host.Icmp.Sent(Icmpv6Type.DestinationUnreachable) + _host.Icmp.OutRateLimited);
    }

    // RFC 4443 3.1: a connected socket hears of it.
    [Fact]
    public void PortUnreachable_AboutAPacketOfOurs_IsReportedToTheSocket()
    {
        UdpSocket socket = Connected();
        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.DestinationUnreachable, 4, 0), SentBy(socket));
        _host.Run();
        Assert.Equal(TransportError.ConnectionRefused, socket.TakeError());
    }

    [Fact]
    public void PortUnreachable_BehindExtensionHeaders_IsReportedToTheSocket()
    {
        UdpSocket socket = Connected();
        byte[] quoted = SentBy(socket);
        byte[] withOptions = [.. quoted[..40], (byte)IpProtocol.Ipv6Fragment, 0, 1, 4, 0, 0, 0, 0, (byte)IpProtocol.Udp, 0, 0, 1, 0, 0, 0, 7, .. quoted[40..]];
        withOptions[6] = (byte)IpProtocol.Ipv6DestinationOptions;
        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.DestinationUnreachable, 4, 0), withOptions);
        _host.Run();
        Assert.Equal(TransportError.ConnectionRefused, socket.TakeError());
    }

    [Fact]
    public void PortUnreachable_AboutAPacketThatWasNotOurs_IsIgnored()
    {
        UdpSocket socket = Connected();
        byte[] quoted = SentBy(socket);
        quoted[8 + 15] ^= 8;
        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.DestinationUnreachable, 4, 0), quoted);
        _host.Run();
        Assert.Equal(TransportError.None, socket.TakeError());
    }

    // RFC 8201 4: the path's packets become smaller, never smaller than 1280, and never larger.
    [Theory]
    [InlineData(1400, 1400)]
    [InlineData(1280, 1280)]
    [InlineData(1279, 1500)]
    [InlineData(68, 1500)]
    [InlineData(1500, 1500)]
    [InlineData(9000, 1500)]
    public void PacketTooBig_AboutAPacketOfOurs_LowersThePathMtu(int reported, int expected)
    {
        UdpSocket socket = Connected();
        byte[] quoted = SentBy(socket);
        BinaryPrimitives.WriteUInt16BigEndian(quoted.AsSpan(4), 1460);
        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.PacketTooBig, 0, (uint)reported), quoted);
        _host.Run();
        Assert.Equal(TransportError.None, _host.Stack.Output.TryRoute(Station.Address, default, out IpRoute route));
        Assert.Equal(expected, route.Mtu);

        Station.Frames.Clear();
        Assert.Equal(TransportError.None, socket.Send(new byte[1452], remote: null));
        _host.Run();
        Assert.Equal(expected < 1500 ? 2 : 0, Station.Frames.Count(frame => Frame.Ipv6(frame, IpProtocol.Ipv6Fragment) is not null));
        Assert.All(Station.Frames, frame => Assert.InRange(frame.Length, 0, 14 + expected));
    }

    // RFC 8201 5.2: nobody on the way fragments what an unconnected socket sends either.
    [Theory]
    [InlineData(false, 1400)]
    [InlineData(true, 1500)]
    public void PacketTooBig_AboutAnUnconnectedSocket_LowersThePathMtu(bool isClosed, int expected)
    {
        UdpSocket socket = _host.Bound(5000);
        Assert.Equal(TransportError.None, socket.Send(new byte[1450], _host.StationAt(6000)));
        _host.Run();
        byte[] quoted = Assert.Single(Station.Frames.Select(Frame.Ipv6).OfType<byte[]>(), packet => packet[6] == (byte)IpProtocol.Udp);
        if (isClosed)
        {
            socket.Close();
        }

        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.PacketTooBig, 0, 1400), quoted.AsSpan(0, 100));
        _host.Run();
        Assert.Equal(TransportError.None, _host.Stack.Output.TryRoute(Station.Address, default, out IpRoute route));
        Assert.Equal(expected, route.Mtu);
    }

    [Theory]
    [InlineData(true, 1400)]
    [InlineData(false, 1500)]
    public void PacketTooBig_AboutAPing_LowersThePathMtuWhileItsSocketIsOpen(bool isOpen, int expected)
    {
        RawSocket socket = _host.Stack.CreateRawSocket(IpProtocol.Ipv6Icmp, ipv6: true);
        Assert.Equal(TransportError.None, socket.Send([128, 0, 0, 0, 1, 2, 0, 1, .. new byte[1440]], Station.Address));
        _host.Run();
        byte[] quoted = Assert.Single(Station.Frames.Select(Frame.Ipv6).OfType<byte[]>(), packet => packet[6] == (byte)IpProtocol.Ipv6Icmp && packet[40] == 128);
        if (!isOpen)
        {
            socket.Close();
        }

        Station.SendIcmp(new Icmpv6Header(Icmpv6Type.PacketTooBig, 0, 1400), quoted.AsSpan(0, 100));
        _host.Run();
        Assert.Equal(TransportError.None, _host.Stack.Output.TryRoute(Station.Address, default, out IpRoute route));
        Assert.Equal(expected, route.Mtu);
    }

    private UdpSocket Connected()
    {
        UdpSocket socket = _host.Bound(5000);
        Assert.Equal(TransportError.None, socket.Connect(_host.StationAt(6000)));
        return socket;
    }

    /// <summary>A packet that the socket sent, as the station heard it.</summary>
    private byte[] SentBy(UdpSocket socket)
    {
        Assert.Equal(TransportError.None, socket.Send(new byte[100], remote: null));
        _host.Run();
        return Assert.Single(Station.Frames.Select(Frame.Ipv6).OfType<byte[]>(), packet => packet[6] == (byte)IpProtocol.Udp);
    }

    private static bool IsEchoReply((Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body) message) => message.Icmp.Type == Icmpv6Type.EchoReply;

    private static bool IsError((Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body) message) => message.Icmp.Type < Icmpv6Type.EchoRequest;

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
