using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Addresses that are used while it is asked whether they are free.</summary>
public sealed class OptimisticClaimTests() : AddressClaimTests(probing: AddressProbing.Optimistic)
{
    private IEnumerable<ArpPacket> Announcements => Heard.Where(packet => packet.SenderAddress == packet.TargetAddress);

    [Fact]
    public void ClaimAddress_NobodyHasIt_IsUsedFromTheFirstProbeOn()
    {
        Claim();
        Run(0.01);
        Assert.Equal(AddressState.Preferred, State);
        Assert.True(Assert.Single(Heard).IsProbe);
        Rival.SendArp(new ArpPacket(ArpOperation.Request, Rival.Hardware, TwoHosts.RightAddress, default, Own));
        Run(0.01);
        Assert.Single(Heard, packet => packet.Operation == ArpOperation.Reply && packet.SenderAddress == Own);
        Run(0.12);
        Assert.Equal(2, Heard.Count(packet => packet.IsProbe));
        Assert.Single(Announcements);
    }

    [Fact]
    public void ClaimAddress_RivalAnswers_IsLetGoOfAndNotUsedAgainBeforeItIsFree()
    {
        Rival.AnswersArp = true;
        Claim();
        Run(0.01);
        Assert.Equal(AddressState.Duplicate, State);
        Assert.False(Interface.HasAddress(Own));
        Assert.True(Assert.Single(Conflicts).IsLost);
        Rival.Frames.Clear();
        Instant lost = Network.Clock.Now;
        while (!Heard.Any())
        {
            Run(0.01);
        }

        Assert.InRange((Network.Clock.Now - lost).TotalSeconds, 9.9, 15.1);
        Assert.NotEqual(AddressState.Preferred, State);
        Run(20);
        Assert.Empty(Announcements);
        Assert.All(Conflicts, conflict => Assert.True(conflict.IsLost));

        Rival.AnswersArp = false;
        Run(16);
        Assert.Equal(AddressState.Preferred, State);
    }

    // RFC 5227 2.4 (c), from then on.
    [Fact]
    public void ClaimedAddress_RivalAfterTheQuestions_IsToldWhoseItIs()
    {
        Claim();
        Run(0.2);
        Rival.SendArp(new ArpPacket(ArpOperation.Reply, Rival.Hardware, Own, default, Own));
        Run(0.01);
        Assert.Equal(AddressState.Preferred, State);
        Assert.False(Assert.Single(Conflicts).IsLost);
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
}
