using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class ArpTests
{
    private static readonly IpAddress s_own = TwoHosts.LeftAddress;
    private static readonly MacAddress s_ownHardware = TwoHosts.LeftHardware;

    private readonly SimulatedNetwork _network = new();
    private readonly Station _station;
    private readonly NetworkStack _stack;
    private readonly NetworkInterface _interface;
    private readonly UdpSocket _socket;

    public ArpTests()
    {
        SimulatedWire wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        _station = new Station(_network, wire, TwoHosts.RightHardware, TwoHosts.RightAddress);
        _stack = _network.AddStack(seed: 5);
        _interface = _stack.AddInterface("eth0", wire.Attach(s_ownHardware));
        _interface.AddAddress(new IpPrefix(s_own, 24));
        _network.RunFor(TimeSpan.FromSeconds(5));
        _socket = _stack.Udp.CreateSocket();
    }

    private NeighborCache Neighbors => _interface.Arp!.Neighbors;

    // RFC 5227 2.3: ANNOUNCE_NUM 2, ANNOUNCE_INTERVAL 2 s.
    [Fact]
    public void AddAddress_Always_IsAnnouncedTwice()
    {
        ArpPacket announcement = new(ArpOperation.Request, s_ownHardware, s_own, default, s_own);
        Assert.Equal([announcement, announcement], Heard());
    }

    [Fact]
    public void Send_Unresolved_AsksByBroadcastAndSendsEverythingInOrderAfterwards()
    {
        _station.Frames.Clear();
        for (byte i = 0; i < 5; i++)
        {
            Send([i]);
        }

        _network.RunFor(TimeSpan.FromMilliseconds(10));

        Assert.Equal(EthernetBroadcast(), Destination(_station.Frames[0]));
        Assert.Equal(new ArpPacket(ArpOperation.Request, s_ownHardware, s_own, default, _station.Address), Frame.Arp(_station.Frames[0]));
        Assert.Single(Heard());
        Assert.Equal([0, 1, 2, 3, 4], Payloads().Select(payload => payload[0]));
    }

    // RFC 1122 2.3.2.1: at most one request a second for one destination.
    [Fact]
    public void Send_NobodyAnswers_AsksThreeTimesASecondApartThenReportsHostUnreachable()
    {
        _station.AnswersArp = false;
        _station.Frames.Clear();
        Assert.Equal(TransportError.None, _socket.Connect(new IpEndpoint(_station.Address, 9)));
        Instant start = _network.Clock.Now;
        for (int i = 0; i < 100; i++)
        {
            Send([1]);
        }

        Assert.True(_network.RunUntil(() => (_socket.Readiness & Readiness.Error) != 0, TimeSpan.FromSeconds(10)));

        Assert.Equal(3, Heard().Count);
        Assert.Equal(3, (_network.Clock.Now - start).TotalSeconds, tolerance: 0.01);
        Assert.Equal(TransportError.HostUnreachable, _socket.TakeError());

        // For a moment nobody is asked again ...
        Assert.Equal(TransportError.HostUnreachable, Send([1]));
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Heard().Count);

        // ... and then anew.
        _station.AnswersArp = true;
        Assert.Equal(TransportError.None, Send([2]));
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([2], Assert.Single(Payloads()));
    }

    [Fact]
    public void Send_ManyWhileResolving_KeepsABoundedNumberOfTheLatest()
    {
        _station.AnswersArp = false;
        for (byte i = 0; i < 200; i++)
        {
            Send([i]);
        }

        _network.RunFor(TimeSpan.FromMilliseconds(100));
        _station.SendArp(Reply(), s_ownHardware);
        _network.RunFor(TimeSpan.FromMilliseconds(100));

        byte[] arrived = Payloads().Select(payload => payload[0]).ToArray();
        Assert.InRange(arrived.Length, 10, 64);
        Assert.Equal(199, arrived[^1]);
        Assert.Equal(200 - arrived.Length, _stack.Counters.Ip.OutDiscards);
    }

    [Fact]
    public void Send_StaleEntryInUse_IsConfirmedByUnicastAfterFiveSeconds()
    {
        Send([1]);
        _network.RunFor(TimeSpan.FromSeconds(60));
        _station.Frames.Clear();
        Send([2]);
        _network.RunFor(TimeSpan.FromSeconds(4.9));
        Assert.Empty(Heard());
        Assert.Single(Payloads());

        _network.RunFor(TimeSpan.FromSeconds(1));
        byte[] probe = Assert.Single(_station.Frames, frame => Frame.Arp(frame) is not null);
        Assert.Equal(_station.Hardware, Destination(probe));
        Assert.Equal([new NeighborInfo(_station.Address, _station.Hardware, NeighborState.Reachable)], _interface.GetNeighbors());
        _network.RunFor(TimeSpan.FromSeconds(46));
        Assert.Equal(NeighborState.Stale, _interface.GetNeighbors()[0].State);
    }

    [Fact]
    public void Send_ProbeUnanswered_ForgetsTheNeighborAndAsksAll()
    {
        Send([1]);
        _network.RunFor(TimeSpan.FromSeconds(60));
        _station.AnswersArp = false;
        _station.Frames.Clear();
        Send([2]);
        _network.RunFor(TimeSpan.FromSeconds(8.5));
        Assert.Equal(3, Heard().Count);
        Assert.Equal(TransportError.HostUnreachable, Send([3]));
        _network.RunFor(TimeSpan.FromSeconds(1));
        Send([4]);
        _network.RunFor(TimeSpan.FromSeconds(0.5));
        Assert.Equal(EthernetBroadcast(), Destination(_station.Frames[^1]));
    }

    // RFC 4861 7.3.1: a transport's progress needs no probe.
    [Fact]
    public void Confirm_WhileDelayed_SparesTheProbe()
    {
        Send([1]);
        _network.RunFor(TimeSpan.FromSeconds(60));
        _station.Frames.Clear();
        Send([2]);
        _network.RunFor(TimeSpan.FromSeconds(2));
        Neighbors.Confirm(_station.Address);
        _network.RunFor(TimeSpan.FromSeconds(10));
        Assert.Empty(Heard());
    }

    [Fact]
    public void Request_ForUs_IsAnsweredByUnicastAndItsSenderLearned()
    {
        _station.SendArp(new ArpPacket(ArpOperation.Request, _station.Hardware, _station.Address, default, s_own));
        _station.Frames.Clear();
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal([new ArpPacket(ArpOperation.Reply, s_ownHardware, s_own, _station.Hardware, _station.Address)], Heard());
        Assert.Equal(_station.Hardware, Destination(_station.Frames[0]));

        Send([1]);
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Single(Payloads());
        Assert.Single(Heard());
    }

    // RFC 826: nobody is entered who does not concern us.
    [Theory]
    [InlineData(ArpOperation.Request, "10.0.0.2", "10.0.0.9")] // for somebody else
    [InlineData(ArpOperation.Reply, "10.0.0.2", "10.0.0.1")] // an answer to nothing
    [InlineData(ArpOperation.Request, "10.0.0.2", "10.0.0.2")] // a stranger's announcement
    [InlineData(ArpOperation.Request, "192.0.2.1", "10.0.0.1")] // from another subnet
    [InlineData(ArpOperation.Request, "10.0.0.255", "10.0.0.1")] // from the broadcast address
    [InlineData(ArpOperation.Request, "0.0.0.0", "10.0.0.1")] // a probe
    public void Frame_ThatDoesNotConcernUs_TeachesNothing(ArpOperation operation, string sender, string target)
    {
        _station.SendArp(new ArpPacket(operation, _station.Hardware, Address(sender), default, Address(target)));
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0, Neighbors.Count);
    }

    [Theory]
    [InlineData(0xFFFF_FFFF_FFFF)]
    [InlineData(0x0100_5E00_0001)]
    [InlineData(0)]
    public void Sender_WithGroupOrNoAddress_TeachesNothing(ulong hardware)
    {
        _station.SendArp(new ArpPacket(ArpOperation.Request, new MacAddress(hardware), _station.Address, default, s_own));
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0, Neighbors.Count);
    }

    [Fact]
    public void Announcement_OfKnownNeighbor_MovesItThere()
    {
        Send([1]);
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        MacAddress successor = new(0x0200_0000_00AA);
        _station.SendArp(new ArpPacket(ArpOperation.Request, successor, _station.Address, default, _station.Address));
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(successor, Use(_station.Address).Hardware);
    }

    [Fact]
    public void Flood_OfRequestsFromManySenders_IsBoundedAndSparesNeighborsInUse()
    {
        Send([1]);
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        _interface.RemoveAddress(s_own);
        _interface.AddAddress(new IpPrefix(s_own, 16));
        for (uint i = 0; i < 20_000; i++)
        {
            IpAddress sender = IpAddress.FromIpv4(0x0A00_0100 + i);
            _station.SendArp(new ArpPacket(ArpOperation.Request, new MacAddress(0x0200_0100_0000UL + i), sender, default, s_own), s_ownHardware);
            if (i % 100 == 0)
            {
                _network.RunFor(TimeSpan.FromMilliseconds(2));
            }
        }

        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(NeighborCache.Capacity, Neighbors.Count);
        Assert.Equal(_station.Hardware, Use(_station.Address).Hardware);
        Assert.Equal(NeighborState.Reachable, Use(_station.Address).State);
    }

    [Fact]
    public void Flood_ThatFillsTheTable_LeavesRoomToAskForSeveralStrangersAtATime()
    {
        for (uint i = 0; i < 2 * NeighborCache.Capacity; i++)
        {
            Neighbors.Learn(IpAddress.FromIpv4(0x0A00_0100 + i), new MacAddress(0x0200_0100_0000UL + i));
        }

        IpAddress[] strangers = [IpAddress.FromIpv4(10, 0, 0, 50), IpAddress.FromIpv4(10, 0, 0, 51), IpAddress.FromIpv4(10, 0, 0, 52)];
        Assert.All(strangers, stranger => Assert.True(Neighbors.TryUse(stranger, isForStranger: true, out _)));
        Assert.All(strangers, stranger => Assert.True(Neighbors.TryUpdate(stranger, _station.Hardware, isAnswer: true)));

        Assert.Equal(NeighborCache.Capacity, Neighbors.Count);
        Assert.All(strangers, stranger => Assert.Equal(NeighborState.Reachable, Neighbors.GetEntries().Single(entry => entry.Address == stranger).State));
    }

    [Fact]
    public void Send_ToManyNeighborsThatDoNotExist_IsBounded()
    {
        _interface.AddAddress(new IpPrefix(IpAddress.FromIpv4(10, 1, 0, 1), 16));
        for (uint i = 0; i < 5_000; i++)
        {
            _socket.Send([1], new IpEndpoint(IpAddress.FromIpv4(0x0A01_0100 + i), 9));
            if (i % 100 == 0)
            {
                _network.RunFor(TimeSpan.FromMilliseconds(2));
            }
        }

        Assert.Equal(NeighborCache.Capacity, Neighbors.Count);
        _network.RunFor(TimeSpan.FromSeconds(10));
        _station.Frames.Clear();
        Send([9]);
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Single(Payloads());
    }

    // RFC 5227 2.4 (b): defended once, then not for DEFEND_INTERVAL; reported each time.
    [Fact]
    public void Conflict_Repeated_IsReportedAndDefendedOnceInTenSeconds()
    {
        List<AddressConflict> conflicts = [];
        _stack.AddressConflictDetected += conflicts.Add;
        _station.Frames.Clear();
        ArpPacket claim = new(ArpOperation.Request, _station.Hardware, s_own, default, s_own);
        for (int i = 0; i < 3; i++)
        {
            _station.SendArp(claim);
            _network.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _stack.Counters.Arp.Conflicts);
        Assert.Equal([new AddressConflict(_interface, s_own, _station.Hardware, IsLost: false)], conflicts);
        ArpPacket defence = new(ArpOperation.Request, s_ownHardware, s_own, default, s_own);
        Assert.Equal([defence], Heard());

        _network.RunFor(TimeSpan.FromSeconds(10));
        _station.SendArp(claim);
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([defence, defence], Heard());
        Assert.Equal(0, Neighbors.Count);
    }

    [Fact]
    public void Probe_ForOurAddress_IsAnswered()
    {
        _station.Frames.Clear();
        _station.SendArp(new ArpPacket(ArpOperation.Request, _station.Hardware, IpAddress.AnyIpv4, default, s_own));
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        ArpPacket answer = Assert.Single(Heard());
        Assert.Equal(s_own, answer.SenderAddress);
        Assert.Equal(_station.Hardware, answer.TargetHardware);
    }

    [Fact]
    public void Send_OffLink_ResolvesTheGatewayAndNotTheDestination()
    {
        _stack.Routes.Add(new Route(new IpPrefix(IpAddress.AnyIpv4, 0), _station.Address, _interface));
        _station.Frames.Clear();
        _socket.Send([1], new IpEndpoint(IpAddress.FromIpv4(192, 0, 2, 1), 9));
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(_station.Address, Assert.Single(Heard()).TargetAddress);
        byte[] packet = Assert.Single(_station.Frames, frame => Frame.Ipv4(frame) is not null);
        Assert.Equal(_station.Hardware, Destination(packet));
    }

    private static IpAddress Address(string text)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        return address;
    }

    private static MacAddress EthernetBroadcast() => MacAddress.Broadcast;

    private static MacAddress Destination(byte[] frame) => MacAddress.Read(frame);

    private NeighborEntry Use(IpAddress address)
    {
        Assert.True(Neighbors.TryUse(address, isForStranger: false, out NeighborEntry? entry));
        return entry;
    }

    private ArpPacket Reply() => new(ArpOperation.Reply, _station.Hardware, _station.Address, s_ownHardware, s_own);

    private List<ArpPacket> Heard() => _station.Frames.Select(Frame.Arp).OfType<ArpPacket>().ToList();

    private List<byte[]> Payloads() => _station.Frames.Select(Frame.Udp).OfType<(IpEndpoint, IpEndpoint, byte[] Data)>().Select(udp => udp.Data).ToList();

    private TransportError Send(byte[] payload) => _socket.Send(payload, new IpEndpoint(_station.Address, 9));
}
