using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Sockets that listen to groups: RFC 1112, RFC 3376 2, RFC 3493 5.2; what goes over the wire for it is checked byte by byte.</summary>
public sealed class UdpGroupTests
{
    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 1, 2, 3);
    private static readonly IpAddress s_ipv6Group = IpAddress.FromIpv6(0xFF15_0000_0000_0000, 7);

    // A general query of MLDv2: to be answered within a second, robustness 2, every 125 seconds, no sources.
    private static readonly Icmpv6Header s_mldQuery = new(Icmpv6Type.MulticastListenerQuery, 0, 1000 << 16);
    private static readonly byte[] s_mldQueryBody = [.. new byte[16], 2, 125, 0, 0];

    private readonly OneHost _host = new();

    [Fact]
    public void Join_Datagrams_AreForThoseWhoJoined()
    {
        UdpSocket joined = Bound();
        UdpSocket other = Bound();
        Assert.Equal(TransportError.None, joined.JoinGroup(s_group, 0));
        SendToGroup([1]);
        Assert.Equal([1], OneHost.Receive(joined));
        Assert.Null(OneHost.Receive(other));
        Assert.Equal(TransportError.None, joined.LeaveGroup(s_group, 0));
        SendToGroup([2]);
        Assert.Null(OneHost.Receive(joined));
    }

    // RFC 3376 4.2: to 224.0.0.22, time to live 1, router alert; one record: change to exclude, no sources.
    [Fact]
    public void Join_IsReportedByIgmpVersion3()
    {
        Bound().JoinGroup(s_group, 0);
        _host.Run();
        byte[] frame = _host.Station.Frames.First(IsIgmp);
        Assert.True(EthernetFrame.TryParse(frame, out EthernetFrame ethernet));
        Assert.Equal("01:00:5e:00:00:16", ethernet.Destination.ToString());
        ReadOnlySpan<byte> packet = ethernet.Payload;
        Assert.Equal(0, InternetChecksum.Compute(packet[..24]));
        Assert.Equal((0x46, 0xC0, 1, 2), (packet[0], packet[1], packet[8], packet[9]));
        Assert.Equal([224, 0, 0, 22, 0x94, 4, 0, 0], packet[16..24].ToArray());
        ReadOnlySpan<byte> report = packet[24..40];
        Assert.Equal(0, InternetChecksum.Compute(report));
        Assert.Equal([0x22, 0], report[..2].ToArray());
        Assert.Equal([0, 0, 0, 1, 4, 0, 0, 0, 239, 1, 2, 3], report[4..].ToArray());
    }

    // ip=off: nothing of IPv4 is sent.
    [Fact]
    public void Join_InterfaceWithoutIpv4_IsReportedOnceThereIsAnAddress()
    {
        OneIpv6Host host = new();
        List<byte[]> reports = [];
        host.Wire.FrameSent += (_, frame) =>
        {
            if (IsIgmp(frame.ToArray()))
            {
                reports.Add(frame.ToArray());
            }
        };
        UdpSocket socket = host.Bound(7, IpAddress.AnyIpv4);
        Assert.Equal(TransportError.None, socket.JoinGroup(s_group, host.Interface.Index));
        host.Run(seconds: 10);
        Assert.Empty(reports);
        host.Interface.AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        host.Run(seconds: 10);
        Assert.NotEmpty(reports);
    }

    // RFC 3810 5.2: to ff02::16, hop limit 1, router alert.
    [Fact]
    public void Join_OverIpv6_IsReportedByMldVersion2()
    {
        OneIpv6Host host = new();
        UdpSocket socket = host.Bound(7);
        Assert.Equal(TransportError.None, socket.JoinGroup(s_ipv6Group, 0));
        host.Run();
        byte[] frame = host.Station.Frames.Last(heard => heard[EthernetHeader.Size + 6] == 0);
        Assert.True(EthernetFrame.TryParse(frame, out EthernetFrame ethernet));
        Assert.Equal("33:33:00:00:00:16", ethernet.Destination.ToString());
        Assert.True(Ipv6Packet.TryParse(ethernet.Payload, out Ipv6Packet packet));
        Assert.Equal((1, LearningLink.Parse("ff02::16")), (packet.HopLimit, packet.Destination));
        Assert.True(packet.Source.IsLinkLocal);
        Assert.Equal([58, 0, 5, 2, 0, 0, 1, 0], packet.Payload[..8].ToArray());
        Assert.True(Icmpv6Message.TryParse(packet.Payload[8..], packet.Source, packet.Destination, out Icmpv6Message report));
        Assert.Equal((Icmpv6Type.MulticastListenerReportV2, 1u), (report.Type, report.Rest));
        Assert.Equal([4, 0, 0, 0, .. s_ipv6Group.AsBytes()], report.Body.ToArray());

        host.Station.SendUdp(9, 7, [5], s_ipv6Group);
        host.Run();
        Assert.Equal([5], OneHost.Receive(socket));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void Query_FromTheLink_IsAnswered(byte timeToLive, int reports)
    {
        Bound().JoinGroup(s_group, 0);
        _host.Run(5);
        _host.Station.Frames.Clear();
        byte[] query = [0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0];
        ushort checksum = InternetChecksum.Compute(query);
        (query[2], query[3]) = ((byte)(checksum >> 8), (byte)checksum);
        _host.Station.SendIpv4(
            new MacAddress(0x0100_5E00_0001),
            new Ipv4Header { Source = _host.Station.Address, Destination = IpAddress.AllHosts, Protocol = IpProtocol.Igmp, TimeToLive = timeToLive },
            query);
        _host.Run(2);
        Assert.Equal(reports, AllHeard().Count(IsIgmp));
    }

    // RFC 3810 6.2: from a router of this link, and alerting routers, which tells it from what a stranger's host can send by accident.
    [Theory]
    [InlineData("fe80::2", 1, new byte[] { 5, 2, 0, 0, 1, 0 }, true)]
    [InlineData("fe80::2", 1, new byte[] { 1, 0, 5, 2, 0, 0 }, true)]
    [InlineData("fe80::2", 1, new byte[] { 0, 0, 5, 2, 0, 0 }, true)]
    [InlineData("fe80::2", 1, new byte[] { 1, 4, 0, 0, 0, 0 }, false)]
    [InlineData("fe80::2", 1, new byte[] { 5, 2, 0, 1, 1, 0 }, false)]
    [InlineData("fe80::2", 1, new byte[] { 5, 1, 0, 1, 1, 0 }, false)]
    [InlineData("fe80::2", 2, new byte[] { 5, 2, 0, 0, 1, 0 }, false)]
    [InlineData("2001:db8::2", 1, new byte[] { 5, 2, 0, 0, 1, 0 }, false)]
    public void MldQuery_FromTheLinkWithRouterAlert_IsAnswered(string source, byte hopLimit, byte[] options, bool isAnswered)
    {
        OneIpv6Host host = HostInGroup();
        host.Station.SendMembership(s_mldQuery, s_mldQueryBody, options, LearningLink.Parse(source), hopLimit);
        host.Run(2);
        Assert.Equal(isAnswered ? 1 : 0, host.Station.Frames.Count(IsMldReport));
        Assert.Equal(isAnswered ? 0 : 1, host.Icmp.InInvalid);
    }

    [Fact]
    public void MldQuery_WithoutOptions_IsCountedAndNotAnswered()
    {
        OneIpv6Host host = HostInGroup();
        host.Station.SendIcmp(s_mldQuery, s_mldQueryBody, LearningLink.Parse("fe80::2"), IpAddress.AllNodes, hopLimit: 1);
        host.Run(2);
        Assert.DoesNotContain(host.Station.Frames, IsMldReport);
        Assert.Equal(1, host.Icmp.InInvalid);
    }

    [Fact]
    public void Loop_OwnDatagrams_AreHeardByLocalListenersUnlessSwitchedOff()
    {
        UdpSocket listener = Bound();
        listener.JoinGroup(s_group, 0);
        UdpSocket sender = _host.Stack.Udp.CreateSocket();
        sender.Send([1], new IpEndpoint(s_group, 7));
        Assert.Equal([1], OneHost.Receive(listener));
        sender.MulticastLoop = false;
        sender.Send([2], new IpEndpoint(s_group, 7));
        Assert.Null(OneHost.Receive(listener));
    }

    // RFC 1112 6.1.
    [Fact]
    public void TimeToLive_Zero_DatagramStaysOnThisHost()
    {
        UdpSocket listener = Bound();
        listener.JoinGroup(s_group, 0);
        UdpSocket sender = _host.Stack.Udp.CreateSocket();
        sender.TimeToLive = 0;
        Assert.Equal(TransportError.None, sender.Send([1], new IpEndpoint(s_group, 7)));
        _host.Run();
        Assert.Equal([1], OneHost.Receive(listener));
        Assert.Empty(_host.Udp());
    }

    [Fact]
    public void SourceFilter_IsTheSocketsOwn()
    {
        UdpSocket all = Bound();
        UdpSocket some = Bound();
        all.JoinGroup(s_group, 0);
        Assert.Equal(TransportError.None, some.SetGroupFilter(s_group, 0, FilterMode.Exclude, [_host.Station.Address]));
        SendToGroup([1]);
        Assert.Equal([1], OneHost.Receive(all));
        Assert.Null(OneHost.Receive(some));
        some.SetGroupFilter(s_group, 0, FilterMode.Include, [_host.Station.Address]);
        SendToGroup([2]);
        Assert.Equal([2], OneHost.Receive(some));
    }

    [Fact]
    public void Errors_AreThoseOfLinux()
    {
        UdpSocket socket = Bound();
        Assert.Equal(TransportError.InvalidArgument, socket.JoinGroup(TwoHosts.RightAddress, 0));
        Assert.Equal(TransportError.AddressNotAvailable, socket.LeaveGroup(s_group, 0));
        Assert.Equal(TransportError.AddressNotAvailable, socket.JoinGroup(s_group, 99));
        Assert.Equal(TransportError.None, socket.JoinGroup(s_group, 0));
        Assert.Equal(TransportError.AddressInUse, socket.JoinGroup(s_group, 0));
        for (uint i = 1; i < 20; i++)
        {
            Assert.Equal(TransportError.None, socket.JoinGroup(IpAddress.FromIpv4(0xEF00_0000 + i), 0));
        }

        Assert.Equal(TransportError.NoBufferSpace, socket.JoinGroup(IpAddress.FromIpv4(0xEF00_0099), 0));
    }

    [Fact]
    public void Close_LeavesItsGroups()
    {
        UdpSocket socket = Bound();
        socket.JoinGroup(s_group, 0);
        Assert.True(_host.Interface.IsGroupMember(s_group));
        socket.Close();
        Assert.False(_host.Interface.IsGroupMember(s_group));
    }

    [Fact]
    public void Interface_Chosen_IsTheOneThatGroupsAreSentBy()
    {
        UdpSocket socket = Bound();
        socket.MulticastInterface = _host.Interface.Index;
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(s_group, 9)));
        _host.Run();
        Assert.Contains(AllHeard(), frame => Frame.Udp(frame) is { } sent && sent.To.Address == s_group);
    }

    // A query of IGMPv2 for all groups, to be answered within a second; RFC 3376 4.1.2 and 9.1: nobody asks for sources of all groups.
    [Theory]
    [InlineData(new byte[] { 0x11, 10, 0xEE, 0xF5, 0, 0, 0, 0 }, true)]
    [InlineData(new byte[] { 0x11, 10, 0xEE, 0xF4, 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 0x11, 10, 0xEC, 0x78, 0, 0, 0, 0, 2, 125, 0, 0 }, true)]
    [InlineData(new byte[] { 0x11, 10, 0xE2, 0x74, 0, 0, 0, 0, 2, 125, 0, 1, 10, 0, 0, 3 }, false)]
    public void IgmpQuery_Sound_IsAnswered(byte[] query, bool isSound)
    {
        Bound().JoinGroup(s_group, 0);
        _host.Run(5);
        AllHeard().Clear();
        SendIgmp(_host.Station.Address, query);
        _host.Run(2);
        Assert.Equal(isSound, AllHeard().Exists(IsIgmp));
    }

    // RFC 3376 4.2.13: who has no address yet reports, too; a switch that asks in the routers' place (RFC 4541 2.1.1) is no member.
    [Theory]
    [InlineData("10.0.0.2", false)]
    [InlineData("0.0.0.0", true)]
    public void IgmpReport_OfAMember_IsEnoughForTheQuerier(string source, bool isAnswered)
    {
        Bound().JoinGroup(s_group, 0);
        _host.Run(5);
        SendIgmp(_host.Station.Address, [0x11, 10, 0xEE, 0xF5, 0, 0, 0, 0]);
        SendIgmp(LearningLink.Parse(source), [0x16, 0, 0xF8, 0xFA, 239, 1, 2, 3]);
        _host.Run(0.002);
        AllHeard().Clear();
        _host.Run(2);
        Assert.Equal(isAnswered, AllHeard().Exists(IsIgmp));
    }

    // Random and damaged queries and reports of every version.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fuzz_OfIgmp_BreaksNothing(int seed)
    {
        UdpSocket socket = Bound();
        socket.JoinGroup(s_group, 0);
        Random random = new(seed);
        byte[] types = [0x11, 0x12, 0x16, 0x17, 0x22];
        for (int i = 0; i < 3000; i++)
        {
            byte[] message = new byte[random.Next(0, 60)];
            random.NextBytes(message);
            if (message.Length >= 8)
            {
                message[0] = types[random.Next(types.Length)];
                s_group.WriteTo(message.AsSpan(4));
                (message[2], message[3]) = (0, 0);
                ushort checksum = InternetChecksum.Compute(message);
                (message[2], message[3]) = ((byte)(checksum >> 8), (byte)checksum);
            }

            SendIgmp(_host.Station.Address, message);
            if (i % 16 == 0)
            {
                _host.Run(0.2);
            }
        }

        _host.Run(300);
        SendToGroup([1]);
        Assert.Equal([1], OneHost.Receive(socket));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fuzz_OfMld_IsAnsweredWithinBoundsAndBreaksNothing(int seed)
    {
        OneIpv6Host host = HostInGroup();
        UdpSocket socket = host.Bound(9);
        Assert.Equal(TransportError.None, socket.JoinGroup(s_ipv6Group, 0));
        Random random = new(seed);
        byte[] types = [130, 130, 131, 132, 143];
        foreach (byte[] body in Damage.Of([.. s_ipv6Group.AsBytes(), 2, 125, 0, 1, .. LearningLink.Parse("2001:db8::9").AsBytes()], seed, 3000))
        {
            Icmpv6Header message = new((Icmpv6Type)types[random.Next(types.Length)], (byte)(random.Next(8) / 7), (uint)random.Next());
            host.Station.SendMembership(message, body, [5, 2, 0, 0, 1, 0]);
            host.Run(0.02);
        }

        // Asked for all the time, it says so at most once for each question.
        Assert.InRange(host.Station.Frames.Count(IsMldReport), 1, 3000);
        host.Run(3 * 3600);
        host.Station.SendUdp(9, 9, [5], s_ipv6Group);
        host.Run();
        Assert.Equal([5], OneHost.Receive(socket));
        host.Station.Frames.Clear();
        host.Station.SendMembership(s_mldQuery, s_mldQueryBody, [5, 2, 0, 0, 1, 0]);
        host.Run(2);
        Assert.Equal(1, host.Station.Frames.Count(IsMldReport));
    }

    /// <summary>A host in a group, which has told so.</summary>
    private static OneIpv6Host HostInGroup()
    {
        OneIpv6Host host = new();
        host.Bound(7).JoinGroup(s_ipv6Group, 0);
        host.Run(5);
        host.Station.Frames.Clear();
        return host;
    }

    // Behind the hop-by-hop options.
    private static bool IsMldReport(byte[] frame) =>
        frame[EthernetHeader.Size + 6] == 0 && frame[EthernetHeader.Size + Ipv6Header.Size + 8] == (byte)Icmpv6Type.MulticastListenerReportV2;

    private static bool IsIgmp(byte[] frame) =>
        EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Ipv4 && ethernet.Payload[9] == (byte)IpProtocol.Igmp;

    private List<byte[]> AllHeard() => _host.Station.Frames;

    private void SendIgmp(IpAddress source, byte[] message) => _host.Station.SendIpv4(
        new MacAddress(0x0100_5E00_0001),
        new Ipv4Header { Source = source, Destination = IpAddress.AllHosts, Protocol = IpProtocol.Igmp, TimeToLive = 1 },
        message);

    private UdpSocket Bound()
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(IpAddress.AnyIpv4, 7), dualStack: false, reuseAddress: true));
        return socket;
    }

    private void SendToGroup(byte[] data)
    {
        _host.Station.SendUdp(new MacAddress(0x0100_5E01_0203), _host.StationAt(9), new IpEndpoint(s_group, 7), data);
        _host.Run();
    }
}
