using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Addresses that are used while it is asked whether they are free.</summary>
public sealed class OptimisticClaimTests
{
    private static readonly IpAddress s_own = TwoHosts.LeftAddress;

    private readonly SimulatedNetwork _network = new();
    private readonly Station _rival;
    private readonly NetworkInterface _interface;
    private readonly List<AddressConflict> _conflicts = [];

    public OptimisticClaimTests()
    {
        SimulatedWire wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        _rival = new Station(_network, wire, TwoHosts.RightHardware, s_own) { AnswersArp = false };
        NetworkStack stack = _network.AddStack(seed: 3, probing: AddressProbing.Optimistic);
        stack.AddressConflictDetected += _conflicts.Add;
        _interface = stack.AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware));
    }

    private AddressState State => Assert.Single(_interface.Addresses).State;

    private IEnumerable<ArpPacket> Heard => _rival.Frames.Select(Frame.Arp).OfType<ArpPacket>();

    private IEnumerable<ArpPacket> Announcements => Heard.Where(packet => packet.SenderAddress == packet.TargetAddress);

    [Fact]
    public void ClaimAddress_NobodyHasIt_IsUsedFromTheFirstProbeOn()
    {
        Claim();
        Run(0.01);
        Assert.Equal(AddressState.Preferred, State);
        Assert.True(Assert.Single(Heard).IsProbe);
        _rival.SendArp(new ArpPacket(ArpOperation.Request, _rival.Hardware, TwoHosts.RightAddress, default, s_own));
        Run(0.01);
        Assert.Single(Heard, packet => packet.Operation == ArpOperation.Reply && packet.SenderAddress == s_own);
        Run(0.12);
        Assert.Equal(2, Heard.Count(packet => packet.IsProbe));
        Assert.Single(Announcements);
    }

    [Fact]
    public void ClaimAddress_RivalAnswers_IsLetGoOfAndNotUsedAgainBeforeItIsFree()
    {
        _rival.AnswersArp = true;
        Claim();
        Run(0.01);
        Assert.Equal(AddressState.Duplicate, State);
        Assert.False(_interface.HasAddress(s_own));
        Assert.True(Assert.Single(_conflicts).IsLost);
        _rival.Frames.Clear();
        Instant lost = _network.Clock.Now;
        while (!Heard.Any())
        {
            Run(0.01);
        }

        Assert.InRange((_network.Clock.Now - lost).TotalSeconds, 9.9, 15.1);
        Assert.NotEqual(AddressState.Preferred, State);
        Run(20);
        Assert.Empty(Announcements);
        Assert.All(_conflicts, conflict => Assert.True(conflict.IsLost));

        _rival.AnswersArp = false;
        Run(16);
        Assert.Equal(AddressState.Preferred, State);
    }

    // RFC 5227 2.4 (c), from then on.
    [Fact]
    public void ClaimedAddress_RivalAfterTheQuestions_IsToldWhoseItIs()
    {
        Claim();
        Run(0.2);
        _rival.SendArp(new ArpPacket(ArpOperation.Reply, _rival.Hardware, s_own, default, s_own));
        Run(0.01);
        Assert.Equal(AddressState.Preferred, State);
        Assert.False(Assert.Single(_conflicts).IsLost);
    }

    [Fact]
    public void ClaimAddress_TwoAtOnce_OneGetsIt()
    {
        SimulatedNetwork network = new();
        SimulatedWire wire = network.AddWire(TimeSpan.FromMilliseconds(1));
        NetworkInterface[] interfaces =
        [
            network.AddStack(seed: 1, probing: AddressProbing.Optimistic).AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware)),
            network.AddStack(seed: 2, probing: AddressProbing.Optimistic).AddInterface("eth0", wire.Attach(TwoHosts.RightHardware)),
        ];
        foreach (NetworkInterface each in interfaces)
        {
            each.ClaimAddress(new IpPrefix(s_own, 24));
        }

        network.RunFor(TimeSpan.FromSeconds(0.5));
        Assert.All(interfaces, each => Assert.False(each.HasAddress(s_own)));
        network.RunFor(TimeSpan.FromSeconds(60));
        Assert.Single(interfaces, each => each.HasAddress(s_own));
    }

    [Fact]
    public void Ack_NobodyHasTheAddress_IsBoundAtOnceAndAnnouncedLater()
    {
        DhcpSegment segment = new(AddressProbing.Optimistic);
        segment.Interface.StartDhcp();
        Assert.True(segment.RunUntil(DhcpState.Bound, 0.02));
        Assert.True(segment.Interface.HasAddress(DhcpSegment.Address));
        Assert.Single(segment.Probes);
        Assert.Empty(segment.Announcements);
        segment.Run(0.12);
        Assert.Equal(2, segment.Probes.Count());
        Assert.Single(segment.Announcements);
    }

    [Fact]
    public void Ack_AddressIsTaken_IsDeclinedAndTheNextOneAskedForFirst()
    {
        DhcpSegment segment = new(AddressProbing.Optimistic);
        segment.AddRival(DhcpSegment.Address);
        segment.Interface.StartDhcp();
        segment.Run(0.05);
        Assert.Single(segment.Heard(DhcpMessageType.Decline));
        Assert.Empty(segment.Interface.Addresses);
        Assert.True(Assert.Single(segment.Conflicts).IsLost);

        segment.Server.Offered = IpAddress.FromIpv4(10, 0, 2, 16);
        Assert.True(segment.RunUntil(DhcpState.Checking, 16));
        segment.Run(0.03);
        Assert.Equal(AddressState.Tentative, Assert.Single(segment.Interface.Addresses).State);
        Assert.True(segment.RunUntil(DhcpState.Bound, 0.12));
    }

    private void Claim() => _interface.ClaimAddress(new IpPrefix(s_own, 24));

    private void Run(double seconds) => _network.RunFor(TimeSpan.FromSeconds(seconds));
}
