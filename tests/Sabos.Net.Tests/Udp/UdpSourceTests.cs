using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Sources of a group one by one (RFC 3678 4.1), and groups on loopback.</summary>
public sealed class UdpSourceTests
{
    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 1, 2, 3);
    private static readonly IpAddress s_ipv6Group = IpAddress.FromIpv6(0xFF15_0000_0000_0000, 7);
    private static readonly IpAddress s_stranger = IpAddress.FromIpv4(10, 0, 0, 77);

    private readonly OneHost _host = new();

    [Fact]
    public void JoinSource_OnlyThoseJoined_AreHeard()
    {
        UdpSocket socket = Bound();
        Assert.Equal(TransportError.None, socket.JoinSource(s_group, 0, s_stranger));
        SendToGroup([1]);
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(TransportError.None, socket.JoinSource(s_group, 0, _host.Station.Address));
        SendToGroup([2]);
        Assert.Equal([2], OneHost.Receive(socket));
        Assert.Equal(TransportError.AddressNotAvailable, socket.JoinSource(s_group, 0, s_stranger));
        Assert.Equal(TransportError.InvalidArgument, socket.BlockSource(s_group, 0, s_stranger));
    }

    // RFC 3376 5.1: ALLOW_NEW_SOURCES for the first and BLOCK_OLD_SOURCES for the last; a filter that includes nobody is none.
    [Fact]
    public void LeaveSource_TheLast_LeavesTheGroup()
    {
        UdpSocket socket = Bound();
        socket.JoinSource(s_group, 0, s_stranger);
        _host.Run(5);
        Assert.Equal([5, 0, 0, 1, 239, 1, 2, 3, 10, 0, 0, 77], Records().First());
        _host.Station.Frames.Clear();
        Assert.Equal(TransportError.None, socket.LeaveSource(s_group, 0, s_stranger));
        _host.Run(5);
        Assert.Equal([6, 0, 0, 1, 239, 1, 2, 3, 10, 0, 0, 77], Records().First());
        Assert.False(_host.Interface.IsGroupMember(s_group));
        Assert.Equal(TransportError.AddressNotAvailable, socket.LeaveGroup(s_group, 0));
    }

    [Fact]
    public void BlockSource_OfAll_IsHeardNoMoreUntilItIsUnblocked()
    {
        UdpSocket socket = Bound();
        Assert.Equal(TransportError.InvalidArgument, socket.BlockSource(s_group, 0, _host.Station.Address));
        socket.JoinGroup(s_group, 0);
        Assert.Equal(TransportError.None, socket.BlockSource(s_group, 0, _host.Station.Address));
        SendToGroup([1]);
        Assert.Null(OneHost.Receive(socket));
        Assert.Equal(TransportError.InvalidArgument, socket.JoinSource(s_group, 0, s_stranger));
        Assert.Equal(TransportError.None, socket.UnblockSource(s_group, 0, _host.Station.Address));
        SendToGroup([2]);
        Assert.Equal([2], OneHost.Receive(socket));
    }

    // A list of nobody blocked may become one of those joined, as Linux has it.
    [Fact]
    public void JoinSource_OfAGroupJoinedForAll_NarrowsIt()
    {
        UdpSocket socket = Bound();
        socket.JoinGroup(s_group, 0);
        Assert.Equal(TransportError.None, socket.JoinSource(s_group, 0, s_stranger));
        SendToGroup([1]);
        Assert.Null(OneHost.Receive(socket));
    }

    [Fact]
    public void Sources_AreBounded()
    {
        UdpSocket socket = Bound();
        for (uint i = 0; i < 64; i++)
        {
            Assert.Equal(TransportError.None, socket.JoinSource(s_group, 0, IpAddress.FromIpv4(0x0A00_0100 + i)));
        }

        Assert.Equal(TransportError.NoBufferSpace, socket.JoinSource(s_group, 0, s_stranger));
    }

    [Fact]
    public void Loopback_HasGroupsOfBothVersions()
    {
        foreach ((IpAddress group, IpAddress any) in new[] { (s_group, IpAddress.AnyIpv4), (s_ipv6Group, IpAddress.AnyIpv6) })
        {
            UdpSocket socket = _host.Bound(7, any);
            UdpSocket sender = _host.Stack.Udp.CreateSocket();
            sender.MulticastInterface = 1;
            Assert.Equal(TransportError.None, sender.Send([1], new IpEndpoint(group, 7)));
            _host.Run();
            Assert.Null(OneHost.Receive(socket));
            Assert.Equal(TransportError.None, socket.JoinGroup(group, 1));
            sender.Send([2], new IpEndpoint(group, 7));
            _host.Run();
            Assert.Equal([2], OneHost.Receive(socket));
            Assert.Null(OneHost.Receive(socket));
            socket.Close();
        }

        Assert.Empty(_host.Station.Frames);
    }

    private UdpSocket Bound() => _host.Bound(7);

    private void SendToGroup(byte[] data)
    {
        _host.Station.SendUdp(new MacAddress(0x0100_5E01_0203), _host.StationAt(9), new IpEndpoint(s_group, 7), data);
        _host.Run();
    }

    // The records of IGMPv3's reports: behind a header of IPv4 with one option, and the report's own.
    private IEnumerable<byte[]> Records()
    {
        const int Records = 24 + 8;
        foreach (byte[] frame in _host.Station.Frames)
        {
            if (EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Ipv4 && ethernet.Payload[9] == (byte)IpProtocol.Igmp)
                yield return ethernet.Payload[Records..(Records + 12)].ToArray();
        }
    }
}
