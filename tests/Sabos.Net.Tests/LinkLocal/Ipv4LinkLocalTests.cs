using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>An interface that no DHCP server answers (RFC 3927).</summary>
public sealed class Ipv4LinkLocalTests
{
    private static readonly IpAddress s_first = new LinkLocalCandidates(DhcpSegment.Hardware).Next();

    private readonly DhcpSegment _segment = new();

    private InterfaceAddress Own => Assert.Single(_segment.Interface.Addresses, own => own.Address.IsLinkLocal);

    // 2.2.1: ten seconds of patience, then three probes, two seconds of silence, and 2.4: two announcements.
    [Fact]
    public void NoServer_AfterPatience_AnAddressIsProbedForAndTaken()
    {
        Start();
        _segment.Run(9.9);
        Assert.Empty(_segment.SentArp);
        _segment.Run(7.2);

        Assert.Equal(new IpPrefix(s_first, 16), Own.Prefix);
        Assert.Equal(AddressOrigin.LinkLocal, Own.Origin);
        Assert.Equal(3, _segment.Probes.Count(packet => packet.TargetAddress == s_first));
        _segment.Run(3);
        Assert.Equal(2, _segment.Announcements.Count());
        Assert.Contains(_segment.Stack.Routes.Routes, route => route.Destination.ToString() == "169.254.0.0/16" && route.Gateway is null);
    }

    // 2.1: uniform over the range, and the same for the same station at every start.
    [Fact]
    public void Candidates_OfManyStations_AreSpreadOverTheRange()
    {
        List<uint> all = [];
        for (ulong station = 0; station < 2_000; station++)
        {
            LinkLocalCandidates candidates = new(new MacAddress(0x5254_0000_0000 + station));
            all.AddRange([candidates.Next().Ipv4Bits, candidates.Next().Ipv4Bits]);
        }

        Assert.All(all, address => Assert.InRange(address, 0xA9FE_0100, 0xA9FE_FEFF));
        Assert.InRange(all.Distinct().Count(), 3_800, 4_000);
        Assert.InRange(all.Average(address => address - 0xA9FE_0100), 31_500, 33_500);
        Assert.Equal(s_first, new LinkLocalCandidates(DhcpSegment.Hardware).Next());
    }

    [Fact]
    public void NoServer_AddressIsTaken_AnotherIsTriedAtOnce()
    {
        _segment.AddRival(s_first);
        Start();
        _segment.Run(20);

        LinkLocalCandidates candidates = new(DhcpSegment.Hardware);
        candidates.Next();
        Assert.Equal(candidates.Next(), Own.Address);
        Assert.True(Assert.Single(_segment.Conflicts).IsLost);
    }

    // 2.2.1: MAX_CONFLICTS, RATE_LIMIT_INTERVAL.
    [Fact]
    public void NoServer_EveryAddressIsTaken_OneIsTriedInAMinute()
    {
        Station rival = _segment.AddRival(s_first);
        _segment.Wire.FrameSent += (port, bytes) =>
        {
            if (port == _segment.Port && Frame.Arp(bytes.ToArray()) is { IsProbe: true } probe)
            {
                rival.Address = probe.TargetAddress;
            }
        };
        Start();
        _segment.Run(10 + 11);
        Assert.Equal(11, _segment.Conflicts.Count);
        _segment.Run(600);
        Assert.InRange(_segment.Conflicts.Count, 20, 21);
        Assert.Empty(_segment.Interface.Addresses);
    }

    // What went before an address was taken counts no more.
    [Fact]
    public void Rival_AfterManyConflicts_AnotherAddressIsTriedAtOnceAgain()
    {
        bool yields = false;
        Station rival = _segment.AddRival(s_first);
        _segment.Wire.FrameSent += (port, bytes) =>
        {
            if (!yields && port == _segment.Port && Frame.Arp(bytes.ToArray()) is { IsProbe: true } probe)
            {
                rival.Address = probe.TargetAddress;
            }
        };
        Start();
        _segment.Run(10 + 11);
        yields = true;
        rival.AnswersArp = false;
        _segment.Run(70);
        rival.Address = Own.Address;
        _segment.Claim(rival);
        _segment.Run(1);
        _segment.Claim(rival);
        _segment.Run(10);
        Assert.NotEqual(rival.Address, Own.Address);
    }

    // 2.5: all ARP packets from a link-local address are broadcast, answers too.
    [Fact]
    public void Request_ForTheAddress_IsAnsweredToAll()
    {
        Start();
        _segment.Run(25);
        Station other = _segment.AddRival(IpAddress.FromIpv4(169, 254, 7, 7));
        other.SendArp(new ArpPacket(ArpOperation.Request, other.Hardware, other.Address, default, s_first));
        _segment.Run(0.01);
        byte[] reply = Assert.Single(other.Frames, frame => Frame.Arp(frame) is { Operation: ArpOperation.Reply });
        Assert.Equal(MacAddress.Broadcast, MacAddress.Read(reply));
    }

    [Fact]
    public void Rival_TwiceInTenSeconds_GetsTheAddress()
    {
        Start();
        _segment.Run(25);
        Station rival = _segment.AddRival(s_first);
        _segment.Claim(rival);
        _segment.Run(1);
        Assert.Equal(s_first, Own.Address);
        _segment.Claim(rival);
        _segment.Run(10);
        Assert.NotEqual(s_first, Own.Address);
    }

    // 2.6.2: with this address alone every destination is looked for on the link; none is sent to a router.
    [Fact]
    public void Send_ToARoutableAddress_GoesToItsStationDirectly()
    {
        Start();
        _segment.Run(25);
        Station other = _segment.AddRival(IpAddress.FromIpv4(192, 0, 2, 1));
        UdpSocket socket = _segment.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(other.Address, 9)));
        _segment.Run(0.01);
        Assert.Single(other.Frames.Select(Frame.Udp).OfType<(IpEndpoint From, IpEndpoint, byte[])>(), udp => udp.From.Address == s_first);
    }

    // 1.9 2: new conversations take the routable address, old ones go on; after a while they are told.
    [Fact]
    public void Lease_ComesLater_ReplacesTheAddressGently()
    {
        Start();
        _segment.Run(25);
        Station peer = _segment.AddRival(IpAddress.FromIpv4(169, 254, 7, 7));
        TcpConnection connection = Connect(peer.Address);
        _segment.Server.IsSilent = false;
        Assert.True(_segment.RunUntil(DhcpState.Bound, 70));
        _segment.Run(0.1);

        Assert.Equal(AddressState.Deprecated, Own.State);
        Assert.True(_segment.Interface.HasAddress(s_first));
        Assert.NotEqual(TcpState.Closed, connection.State);
        Assert.Equal(DhcpSegment.Address, Connect(DhcpServer.Address).LocalEndpoint.Address);
        Assert.DoesNotContain(_segment.Stack.Routes.Routes, route => route is { Destination.Length: 0, Gateway: null });

        _segment.Run(15 * 60);
        Assert.Equal(DhcpSegment.Address, Assert.Single(_segment.Interface.Addresses).Address);
        Assert.Equal(TcpState.Closed, connection.State);
    }

    // The transition has its end, whatever else changes meanwhile.
    [Fact]
    public void Lease_ComesLater_OtherAddressesDoNotProlongTheTransition()
    {
        Start();
        _segment.Run(25);
        _segment.Server.IsSilent = false;
        Assert.True(_segment.RunUntil(DhcpState.Bound, 70));
        _segment.Run(10 * 60);
        _segment.Interface.AddAddress(new IpPrefix(IpAddress.FromIpv4(192, 0, 2, 1), 24));
        _segment.Run(6 * 60);
        Assert.DoesNotContain(_segment.Interface.Addresses, own => own.Address.IsLinkLocal);
    }

    [Fact]
    public void Lease_ComesWhileTheAddressIsAskedFor_LeavesItAlone()
    {
        Start();
        _segment.Run(11);
        Assert.NotEmpty(_segment.Probes);
        _segment.Interface.AddAddress(new IpPrefix(DhcpSegment.Address, 24));
        _segment.Run(60);
        Assert.Equal(DhcpSegment.Address, Assert.Single(_segment.Interface.Addresses).Address);
    }

    // A lease without a subnet is of a link without stations.
    [Fact]
    public void Lease_WithoutASubnet_LeavesLinkLocalDestinationsToTheRouter()
    {
        _segment.Bound();
        _segment.Run(0.1);
        Assert.Contains(_segment.Stack.Routes.Routes, route => route.Destination.ToString() == "169.254.0.0/16");
        _segment.Interface.RemoveAddress(DhcpSegment.Address);
        _segment.Interface.AddAddress(new IpPrefix(DhcpSegment.Address, 32));
        _segment.Run(0.1);
        Assert.DoesNotContain(_segment.Stack.Routes.Routes, route => route.Destination.ToString() == "169.254.0.0/16");
    }

    // Patience is not begun anew by addresses of IPv6, say.
    [Fact]
    public void NoServer_OtherAddressesCome_PatienceEndsAllTheSame()
    {
        Start();
        _segment.Run(6);
        _segment.Interface.AddAddress(new IpPrefix(TwoHosts.LeftIpv6Address, 64));
        _segment.Run(11);
        Assert.Equal(s_first, Own.Address);
    }

    [Fact]
    public void Lease_Expires_AnAddressIsTakenAgain()
    {
        _segment.Server.LeaseSeconds = 120;
        _segment.Bound();
        _segment.Server.IsSilent = true;
        _segment.Run(121);
        Assert.Empty(_segment.Interface.Addresses);
        _segment.Run(18);
        Assert.Equal(s_first, Own.Address);
    }

    // 2.11: DHCP goes on as if there were no such address.
    [Fact]
    public void NoServer_WithTheAddress_DiscoversAsBefore()
    {
        Start();
        _segment.Run(330);
        Assert.Equal(9, _segment.Heard(DhcpMessageType.Discover).Count);
        Assert.All(_segment.Heard(DhcpMessageType.Discover), discover => Assert.Equal(IpAddress.AnyIpv4, discover.From));
    }

    // 2.6.2: whatever address we have, those are on the link, and no router gets them.
    [Fact]
    public void Send_FromARoutableAddress_GoesToLinkLocalStationsDirectly()
    {
        _segment.Bound();
        _segment.Run(0.1);
        Station other = _segment.AddRival(IpAddress.FromIpv4(169, 254, 7, 7));
        UdpSocket socket = _segment.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Send([1], new IpEndpoint(other.Address, 9)));
        _segment.Run(0.01);
        Assert.Single(other.Frames.Select(Frame.Udp).OfType<(IpEndpoint From, IpEndpoint, byte[])>(), udp => udp.From.Address == DhcpSegment.Address);
    }

    [Fact]
    public void LinkUp_WhileThereIsPatience_HasItAnew()
    {
        Start();
        _segment.Run(9);
        _segment.FlapLink();
        _segment.Run(9);
        Assert.Empty(_segment.SentArp);
        _segment.Run(9);
        Assert.Equal(s_first, Own.Address);
    }

    private void Start()
    {
        _segment.Server.IsSilent = true;
        _segment.Interface.StartDhcp();
    }

    private TcpConnection Connect(IpAddress peer)
    {
        IpEndpoint local = new(IpAddress.AnyIpv4, 0);
        Assert.Equal(TransportError.None, _segment.Stack.Tcp.Connect(local, new IpEndpoint(peer, 80), reuseAddress: false, out TcpConnection? connection));
        return connection!;
    }
}
