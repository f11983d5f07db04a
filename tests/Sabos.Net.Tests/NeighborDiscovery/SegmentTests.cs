using System;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A whole stack that configures itself on a simulated segment: routers, a rogue, prefixes that run out, duplicates.</summary>
public sealed class SegmentTests
{
    private static readonly IpAddress s_far = LearningLink.Parse("2001:db8:99::9");
    private static readonly IpAddress s_group = LearningLink.Parse("ff05::9");

    private readonly SimulatedNetwork _network = new();
    private readonly SimulatedWire _wire;
    private readonly SimulatedRouter _router;
    private readonly NetworkStack _stack;
    private readonly WirePort _port;
    private readonly NetworkInterface _interface;

    public SegmentTests()
    {
        _wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        _router = new SimulatedRouter(_network, _wire, new MacAddress(0x0200_0000_0031), "fe80::31")
        {
            Advertisement = new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 7200, 3600).Servers(600, "2001:db8:1::53"),
        };
        _stack = _network.AddStack(seed: 9);
        _port = _wire.Attach(TwoHosts.LeftHardware);
        _interface = _stack.AddInterface("eth0", _port);
    }

    // The link-local address, the routers and what they say: all of it within the second that a duplicate is waited for.
    [Fact]
    public void Start_ARouterIsThere_EverythingIsConfiguredInASecond()
    {
        _interface.StartIpv6();
        Run(1.2);
        Assert.Equal(
            [AddressOrigin.LinkLocal, AddressOrigin.Autoconfigured, AddressOrigin.Temporary],
            _interface.Addresses.Where(own => own.State == AddressState.Preferred).Select(own => own.Origin));
        Assert.Equal(_router.Address, _stack.Routes.Find(s_far)!.Gateway!.Value.InZone(0));
        Assert.Equal("[2001:db8:1::53]:53", Assert.Single(_stack.NameServers.Servers).ToString());
        Assert.Equal(1, _stack.Counters.Routers.Solicitations);
    }

    // RFC 4862 5.4.2: from nowhere, to the solicited-node group, hop limit 255 (checked by the frames' audit), after the group was joined.
    [Fact]
    public void Start_Always_AsksForItsAddressesAndJoinsTheirGroups()
    {
        _interface.StartIpv6();
        Run(3);
        InterfaceAddress linkLocal = _interface.Addresses[0];
        var asked = _router.Heard.FindAll(heard => heard.Type == Icmpv6Type.NeighborSolicitation && heard.Source.IsUnspecified);
        Assert.Equal(3, asked.Count);
        Assert.Contains(asked, heard => heard.Destination == linkLocal.Address.SolicitedNode);
        Assert.Contains(_router.Heard, heard => heard.Type == Icmpv6Type.MulticastListenerReportV2 && heard.Destination == LearningLink.Parse("ff02::16"));
    }

    [Fact]
    public void Start_NobodyElse_HasALinkLocalAddressAndAsksOn()
    {
        _router.Advertisement = null;
        _interface.StartIpv6();
        Run(60);
        Assert.Equal(AddressState.Preferred, Assert.Single(_interface.Addresses).State);
        Assert.InRange(_router.Heard.Count(heard => heard.Type == Icmpv6Type.RouterSolicitation), 4, 6);
        Assert.True(_router.Heard.FindLast(heard => heard.Type == Icmpv6Type.RouterSolicitation).Source.IsLinkLocal);
    }

    [Fact]
    public void Duplicate_Claimed_TheNextAddressIsTaken()
    {
        _interface.StartIpv6();
        Run(0.5);
        InterfaceAddress tentative = _interface.Addresses.Single(own => own.Origin == AddressOrigin.Autoconfigured);
        Assert.Equal(AddressState.Tentative, tentative.State);
        _router.Claim(tentative.Address);
        Run(2);
        InterfaceAddress other = _interface.Addresses.Single(own => own.Origin == AddressOrigin.Autoconfigured);
        Assert.NotEqual(tentative.Address, other.Address);
        Assert.Equal(AddressState.Preferred, other.State);
        Assert.Equal(1, _stack.Counters.Routers.Duplicates);
    }

    [Fact]
    public void Duplicate_AddressConfiguredByHand_IsNotReplacedByAnother()
    {
        _interface.StartIpv6();
        Run(2);
        IpAddress mine = LearningLink.Parse("2001:db8:1::15");
        _interface.SetAddress(new InterfaceAddress(new IpPrefix(mine, 64), AddressOrigin.Static) { State = AddressState.Tentative });
        _router.Claim(mine);
        Run(2);
        Assert.Equal(AddressState.Duplicate, _interface.Addresses.Single(own => own.Origin == AddressOrigin.Static).State);
        Assert.Equal(mine, _interface.Addresses.Single(own => own.Origin == AddressOrigin.Static).Address);
    }

    // RFC 8981 3.4 (6): after three duplicates in a row no more are tried; a day later two are two.
    [Fact]
    public void Duplicate_TemporaryAddressesNowAndThen_AreReplacedForEver()
    {
        _router.Advertisement = new RouterAdvertisementBuilder { RouterLifetime = 9000 }.Prefix("2001:db8:1::/64", Lifetime.Infinite, Lifetime.Infinite);
        _interface.StartIpv6();
        bool IsTentative(InterfaceAddress own) => own is { Origin: AddressOrigin.Temporary, State: AddressState.Tentative };
        for (int generation = 0; generation < 3; generation++)
        {
            for (int duplicates = 0; duplicates < 2; duplicates++)
            {
                Assert.True(_network.RunUntil(() => _interface.Addresses.Any(IsTentative), TimeSpan.FromDays(1)));
                _router.Claim(_interface.Addresses.First(IsTentative).Address);
                Run(0.1);
            }

            Run(2);
            Assert.Contains(_interface.Addresses, own => own is { Origin: AddressOrigin.Temporary, State: AddressState.Preferred });
        }

        Assert.Equal(6, _stack.Counters.Routers.Duplicates);
    }

    // Every packet is a poll.
    [Fact]
    public void Poll_EverythingIsConfigured_AllocatesNothing()
    {
        _interface.StartIpv6();
        Run(10);
        Instant now = _network.Clock.Now;
        _stack.Poll(now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _stack.Poll(now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // RFC 4862 5.4.3: another station asks for it from nowhere at the same time.
    [Fact]
    public void Duplicate_AnotherAsksToo_TheNextAddressIsTaken()
    {
        _interface.StartIpv6();
        Run(0.5);
        IpAddress mine = _interface.Addresses[0].Address;
        byte[] question = new byte[24];
        mine.WriteTo(question.AsSpan(8));
        new Icmpv6Header(Icmpv6Type.NeighborSolicitation, 0, 0).WriteTo(question, default, mine.SolicitedNode);
        _router.Send(question, default, mine.SolicitedNode, hopLimit: 255);
        Run(2);
        Assert.NotEqual(mine, _interface.LinkLocalAddress);
        Assert.NotNull(_interface.LinkLocalAddress);
    }

    [Fact]
    public void Advertisement_FromBeyondTheLinkOrInFragments_IsNotBelieved()
    {
        _router.Advertisement = null;
        _interface.StartIpv6();
        Run(2);
        byte[] message = new RouterAdvertisementBuilder().Prefix("2001:db8:6::/64", 7200, 3600).Build(_router.Address, LearningLink.Parse("ff02::1"));
        _router.Send(message, _router.Address, LearningLink.Parse("ff02::1"), hopLimit: 254);
        Run(2);
        Assert.Single(_interface.Addresses);
        Assert.Null(_stack.Routes.Find(s_far));
        Assert.Equal(1, _stack.Counters.Icmpv6.InInvalid);
    }

    // RFC 4861 7.3.3, 6.3.6: it takes unreachability detection to find out, and then the other one.
    [Fact]
    public void Router_Dies_TheOtherForwardsAfterUnreachabilityDetection()
    {
        SimulatedRouter second = new(_network, _wire, new MacAddress(0x0200_0000_0032), "fe80::32")
        {
            Advertisement = new RouterAdvertisementBuilder { Flags = 0x18 }.Prefix("2001:db8:1::/64", 7200, 3600),
        };
        _interface.StartIpv6();
        Run(2);
        UdpSocket socket = _stack.Udp.CreateSocket();
        Send(socket);
        Assert.Equal((1, 0), (_router.Forwarded.Count, second.Forwarded.Count));
        _router.IsAlive = false;
        for (int i = 0; i < 70; i++)
        {
            Run(1);
            Send(socket);
        }

        Assert.True(second.Forwarded.Count > 5, $"{second.Forwarded.Count} packets");
        Assert.Equal(second.Address, _stack.Routes.Find(s_far)!.Gateway!.Value.InZone(0));
    }

    // A rogue with the highest preference takes the traffic, as RFC 6104 says it must without a guard in the switch; when it takes itself back, or dies, all is as before.
    [Fact]
    public void Rogue_TakesItselfBack_TheRouterIsUsedAgain()
    {
        SimulatedRouter rogue = new(_network, _wire, new MacAddress(0x0200_0000_0666), "fe80::666")
        {
            Advertisement = new RouterAdvertisementBuilder { Flags = 0x08, HopLimit = 1 }.Prefix("2001:db8:bad::/64", 600, 600).Mtu(100),
        };
        _interface.StartIpv6();
        Run(2);
        Assert.Equal(rogue.Address, _stack.Routes.Find(s_far)!.Gateway!.Value.InZone(0));
        Assert.Equal(1500, _interface.Ipv6Mtu);
        rogue.Advertisement = new RouterAdvertisementBuilder { RouterLifetime = 0 }.Prefix("2001:db8:bad::/64", 0, 0);
        rogue.Advertise();
        Run(1);
        Assert.Equal(_router.Address, _stack.Routes.Find(s_far)!.Gateway!.Value.InZone(0));
        Assert.All(_interface.Addresses.Where(own => own.Address.HighBits >> 16 == 0x2001_0db8_0bad), own => Assert.Equal(AddressState.Deprecated, own.State));
        Run(700);
        Assert.DoesNotContain(_interface.Addresses, own => own.Address.HighBits >> 16 == 0x2001_0db8_0bad);
    }

    [Fact]
    public void Source_OfTwoPrefixes_IsOfTheRoutersOwn()
    {
        SimulatedRouter second = new(_network, _wire, new MacAddress(0x0200_0000_0032), "fe80::32")
        {
            Advertisement = new RouterAdvertisementBuilder { Flags = 0x08 }.Prefix("2001:db8:2::/64", 7200, 3600),
        };
        _interface.StartIpv6();
        Run(2);
        Assert.Equal(0x2001_0db8_0002_0000UL, SourceTo(s_far).HighBits);
        second.Advertisement = new RouterAdvertisementBuilder { RouterLifetime = 0 };
        second.Advertise();
        Run(1);
        Assert.Equal(0x2001_0db8_0001_0000UL, SourceTo(s_far).HighBits);
    }

    [Fact]
    public void Lifetimes_RunOut_AddressesRoutesAndServersAreWithdrawn()
    {
        _interface.StartIpv6();
        Run(2);
        _router.Advertisement = null;
        Run(700);
        Assert.Empty(_stack.NameServers.Servers);
        Run(1200);
        Assert.Null(_stack.Routes.Find(s_far));
        Run(2000);
        Assert.Equal(AddressState.Deprecated, _interface.Addresses.Single(own => own.Origin == AddressOrigin.Autoconfigured).State);
        Run(3600);
        Assert.Equal(AddressOrigin.LinkLocal, Assert.Single(_interface.Addresses).Origin);
    }

    [Fact]
    public void MtuOption_IsTheRoutes()
    {
        _router.Advertisement = new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 7200, 3600).Mtu(1400);
        _interface.StartIpv6();
        Run(2);
        Assert.Equal(1400, RouteTo(s_far).Mtu);
    }

    // RFC 4861 6.3.4: CurHopLimit is for what does not ask for another.
    [Fact]
    public void HopLimit_OfTheRouter_IsThatOfPackets()
    {
        _interface.StartIpv6();
        Run(2);
        UdpSocket socket = _stack.Udp.CreateSocket();
        Send(socket);
        _router.Advertisement = new RouterAdvertisementBuilder { HopLimit = 128 };
        _router.Advertise();
        Run(0.1);
        Send(socket);
        Send(socket, new byte[2000]);
        socket.TimeToLive = 9;
        Send(socket);
        Assert.Equal([64, 128, 128, 128, 9], _router.Forwarded.Select(packet => (int)packet.HopLimit));
    }

    [Fact]
    public void LinkUp_WhatTheOldLinksRouterSaid_IsNotUsed()
    {
        _router.Advertisement = new RouterAdvertisementBuilder { HopLimit = 128, RetransmissionTime = 5000 }.Prefix("2001:db8:1::/64", 7200, 3600).Mtu(1400);
        _interface.StartIpv6();
        Run(12);
        Assert.Equal((128, 1400), (RouteTo(s_group).HopLimit, RouteTo(s_group).Mtu));
        _router.Advertisement = null;
        _port.IsLinkUp = false;
        Run(1);
        _port.IsLinkUp = true;
        Run(1.5);
        Assert.Equal((64, 1500), (RouteTo(s_group).HopLimit, RouteTo(s_group).Mtu));
        Assert.All(_interface.Addresses, own => Assert.Equal(AddressState.Preferred, own.State));
    }

    [Fact]
    public void LinkUp_AddressesStayInUseAndAreAskedForAgain()
    {
        _interface.StartIpv6();
        Run(2);
        int asked = _router.Heard.Count(heard => heard.Type == Icmpv6Type.NeighborSolicitation && heard.Source.IsUnspecified);
        _port.IsLinkUp = false;
        Run(1);
        _port.IsLinkUp = true;
        Run(0.1);
        Assert.All(_interface.Addresses, own => Assert.Equal(AddressState.Optimistic, own.State));
        Run(2);
        Assert.All(_interface.Addresses, own => Assert.Equal(AddressState.Preferred, own.State));
        Assert.Equal(asked + 3, _router.Heard.Count(heard => heard.Type == Icmpv6Type.NeighborSolicitation && heard.Source.IsUnspecified));
        Assert.Equal(_router.Address, _stack.Routes.Find(s_far)!.Gateway!.Value.InZone(0));
    }

    // Random and damaged advertisements, redirects, solicitations and queries: nothing breaks, and what is kept stays bounded.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fuzz_OfEveryMessage_BreaksNothing(int seed)
    {
        _interface.StartIpv6();
        Run(2);
        Random random = new(seed);
        byte[] sound = new RouterAdvertisementBuilder().Prefix("2001:db8:4::/64", 7200, 3600).Route("2001:db8:5::/48", 600).Mtu(1300)
            .Servers(600, "2001:db8::1", "2001:db8::2").Search(600, "example.org").Build(default, default);
        byte[] types = [130, 131, 132, 133, 134, 135, 136, 137, 143];
        for (int i = 0; i < 4000; i++)
        {
            byte[] message = random.Next(2) == 0 ? (byte[])sound.Clone() : new byte[random.Next(8, 200)];
            if (message.Length != sound.Length)
            {
                random.NextBytes(message);
                message[0] = types[random.Next(types.Length)];
                message[1] = 0;
            }

            for (int flips = random.Next(4); flips > 0; flips--)
            {
                message[random.Next(4, message.Length)] = (byte)random.Next(256);
            }

            IpAddress source = LearningLink.Parse($"fe80::{random.Next(1, 0xFFFF):x}");
            IpAddress destination = LearningLink.Parse("ff02::1");
            new Icmpv6Header((Icmpv6Type)message[0], message[1], BitConverter.ToUInt32(message, 4)).WriteTo(message, source, destination);
            _router.Send(message, source, destination, hopLimit: (byte)(message[0] is >= 130 and <= 132 or 143 ? 1 : 255));
            if (i % 16 == 0)
            {
                Run(0.1);
            }
        }

        Run(30);
        Assert.InRange(_interface.Addresses.Count, 3, 24);
        Assert.True(_stack.Routes.Routes.Count < 64, $"{_stack.Routes.Routes.Count} routes");
        Assert.True(_stack.NameServers.Servers.Count <= 8);
        Assert.NotNull(_interface.LinkLocalAddress);
    }

    private void Run(double seconds) => _network.RunFor(TimeSpan.FromSeconds(seconds));

    private void Send(UdpSocket socket, byte[]? data = null)
    {
        socket.Send(data ?? [1], new IpEndpoint(s_far, 9));
        Run(0.05);
    }

    private IpRoute RouteTo(IpAddress destination)
    {
        Assert.Equal(TransportError.None, _stack.Tcp.Context.Routes.TryRoute(destination, default, out IpRoute route));
        return route;
    }

    private IpAddress SourceTo(IpAddress destination) => RouteTo(destination).Source;
}
