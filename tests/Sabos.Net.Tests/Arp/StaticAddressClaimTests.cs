using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>An address configured by hand, and a station that has it too (RFC 5227).</summary>
public sealed class StaticAddressClaimTests
{
    private static readonly IpAddress s_own = TwoHosts.LeftAddress;

    private readonly SimulatedNetwork _network = new();
    private readonly Station _rival;
    private readonly NetworkStack _stack;
    private readonly NetworkInterface _interface;
    private readonly List<AddressConflict> _conflicts = [];

    public StaticAddressClaimTests()
    {
        SimulatedWire wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        _rival = new Station(_network, wire, TwoHosts.RightHardware, s_own) { AnswersArp = false };
        _stack = _network.AddStack(seed: 3);
        _stack.AddressConflictDetected += _conflicts.Add;
        _interface = _stack.AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware));
    }

    private AddressState State => Assert.Single(_interface.Addresses).State;

    private IEnumerable<ArpPacket> Heard => _rival.Frames.Select(Frame.Arp).OfType<ArpPacket>();

    [Fact]
    public void ClaimAddress_NobodyHasIt_IsOursAfterATenthOfASecond()
    {
        Claim();
        Run(0.05);
        Assert.Equal(AddressState.Tentative, State);
        Run(0.07);
        Assert.Equal(AddressState.Preferred, State);
        Assert.Equal(2, Heard.Count(packet => packet.IsProbe));
        Assert.All(Heard.Where(packet => packet.IsProbe), packet => Assert.Equal(default, packet.TargetHardware));
        Run(3);
        Assert.Equal(2, Heard.Count(packet => packet.SenderAddress == s_own));
    }

    // While it is asked for it is not ours: no request is answered, no packet received.
    [Fact]
    public void ClaimAddress_WhileAsking_AnswersNobody()
    {
        Claim();
        _rival.SendArp(new ArpPacket(ArpOperation.Request, _rival.Hardware, TwoHosts.RightAddress, default, s_own));
        Run(0.03);
        Assert.DoesNotContain(Heard, packet => packet.Operation == ArpOperation.Reply);
        Assert.Equal(AddressState.Tentative, State);
    }

    [Fact]
    public void ClaimAddress_RivalGoesAway_IsOursLater()
    {
        _rival.AnswersArp = true;
        Claim();
        Run(60);
        Assert.Equal(AddressState.Duplicate, State);
        Assert.False(_interface.HasAddress(s_own));
        Assert.All(_conflicts, conflict => Assert.True(conflict.IsLost));
        Assert.InRange(_conflicts.Count, 4, 6);
        Assert.DoesNotContain(Heard, packet => packet.SenderAddress == s_own);

        _rival.AnswersArp = false;
        Run(16);
        Assert.Equal(AddressState.Preferred, State);
    }

    // RFC 5227 2.4 (c).
    [Fact]
    public void ClaimedAddress_RivalStays_IsDefendedWithoutEnd()
    {
        Claim();
        Run(5);
        _rival.Frames.Clear();
        for (int i = 0; i < 60; i++)
        {
            _rival.SendArp(new ArpPacket(ArpOperation.Reply, _rival.Hardware, s_own, default, s_own));
            Run(1);
        }

        Assert.Equal(AddressState.Preferred, State);
        Assert.Equal(6, Heard.Count());
        Assert.Equal(6, _conflicts.Count);
        Assert.All(_conflicts, conflict => Assert.False(conflict.IsLost));
    }

    // Two that want the same address at the same time: one gets it, by chance.
    [Fact]
    public void ClaimAddress_TwoAtOnce_OneGetsIt()
    {
        SimulatedNetwork network = new();
        SimulatedWire wire = network.AddWire(TimeSpan.FromMilliseconds(1));
        NetworkInterface[] interfaces =
        [
            network.AddStack(seed: 1).AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware)),
            network.AddStack(seed: 2).AddInterface("eth0", wire.Attach(TwoHosts.RightHardware)),
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
    public void RemoveAddress_WhileAsking_EndsTheQuestions()
    {
        Claim();
        Run(0.01);
        _interface.RemoveAddress(s_own);
        Run(5);
        Assert.Empty(_interface.Addresses);
        Assert.Single(Heard);
    }

    [Fact]
    public void ClaimAddress_OnLoopback_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _stack.Interfaces[0].ClaimAddress(new IpPrefix(s_own, 24)));

    private void Claim() => _interface.ClaimAddress(new IpPrefix(s_own, 24));

    private void Run(double seconds) => _network.RunFor(TimeSpan.FromSeconds(seconds));
}
