using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>An address configured by hand, and a station that has it too (RFC 5227).</summary>
public sealed class StaticAddressClaimTests() : AddressClaimTests(probing: null)
{
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
        Assert.Equal(2, Heard.Count(packet => packet.SenderAddress == Own));
    }

    // While it is asked for it is not ours: no request is answered, no packet received.
    [Fact]
    public void ClaimAddress_WhileAsking_AnswersNobody()
    {
        Claim();
        Rival.SendArp(new ArpPacket(ArpOperation.Request, Rival.Hardware, TwoHosts.RightAddress, default, Own));
        Run(0.03);
        Assert.DoesNotContain(Heard, packet => packet.Operation == ArpOperation.Reply);
        Assert.Equal(AddressState.Tentative, State);
    }

    [Fact]
    public void ClaimAddress_RivalGoesAway_IsOursLater()
    {
        Rival.AnswersArp = true;
        Claim();
        Run(60);
        Assert.Equal(AddressState.Duplicate, State);
        Assert.False(Interface.HasAddress(Own));
        Assert.All(Conflicts, conflict => Assert.True(conflict.IsLost));
        Assert.InRange(Conflicts.Count, 4, 6);
        Assert.DoesNotContain(Heard, packet => packet.SenderAddress == Own);

        Rival.AnswersArp = false;
        Run(16);
        Assert.Equal(AddressState.Preferred, State);
    }

    // RFC 5227 2.4 (c).
    [Fact]
    public void ClaimedAddress_RivalStays_IsDefendedWithoutEnd()
    {
        Claim();
        Run(5);
        Rival.Frames.Clear();
        for (int i = 0; i < 60; i++)
        {
            Rival.SendArp(new ArpPacket(ArpOperation.Reply, Rival.Hardware, Own, default, Own));
            Run(1);
        }

        Assert.Equal(AddressState.Preferred, State);
        Assert.Equal(6, Heard.Count());
        Assert.Equal(6, Conflicts.Count);
        Assert.All(Conflicts, conflict => Assert.False(conflict.IsLost));
    }

    [Fact]
    public void RemoveAddress_WhileAsking_EndsTheQuestions()
    {
        Claim();
        Run(0.01);
        Interface.RemoveAddress(Own);
        Run(5);
        Assert.Empty(Interface.Addresses);
        Assert.Single(Heard);
    }

    [Fact]
    public void ClaimAddress_OnLoopback_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Stack.Interfaces[0].ClaimAddress(new IpPrefix(Own, 24)));
}
