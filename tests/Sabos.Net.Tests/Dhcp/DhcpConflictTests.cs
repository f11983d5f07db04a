using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The granted address is another station's: before it is used (RFC 5227 2.1), and while it is (2.4).</summary>
public sealed class DhcpConflictTests
{
    private static readonly IpAddress s_other = IpAddress.FromIpv4(10, 0, 2, 16);

    [Fact]
    public void Ack_Always_IsProbedForBeforeItIsUsed()
    {
        DhcpSegment segment = new();
        segment.Interface.StartDhcp();
        Assert.True(segment.RunUntil(DhcpState.Checking));

        Assert.Equal(AddressState.Tentative, Assert.Single(segment.Interface.Addresses).State);
        Assert.False(segment.Interface.HasAddress(DhcpSegment.Address));
        Assert.DoesNotContain(segment.Stack.Routes.Routes, route => route.Interface == segment.Interface);
        Assert.Empty(segment.Stack.NameServers.Servers);

        Assert.True(segment.RunUntil(DhcpState.Bound, 0.12));
        ArpPacket probe = new(ArpOperation.Request, DhcpSegment.Hardware, IpAddress.AnyIpv4, default, DhcpSegment.Address);
        Assert.Equal([probe, probe], segment.Probes);
        segment.Run(3);
        Assert.Equal(2, segment.Announcements.Count());
        Assert.True(segment.Interface.HasAddress(DhcpSegment.Address));
    }

    // RFC 5227 1.1, 2.1.1: up to a second, three probes one to two seconds apart, two seconds.
    [Fact]
    public void Ack_WithTheStandardsTimes_IsUsedAfterFourToSevenSeconds()
    {
        DhcpSegment segment = new(AddressProbing.Standard);
        segment.Interface.StartDhcp();
        Assert.True(segment.RunUntil(DhcpState.Checking));
        Instant granted = segment.Network.Clock.Now;
        Assert.True(segment.RunUntil(DhcpState.Bound, 8));

        double[] probes = segment.SentArp.Where(sent => sent.Packet.IsProbe).Select(sent => (sent.At - granted).TotalSeconds).ToArray();
        Assert.Equal(3, probes.Length);
        Assert.InRange(probes[0], 0, 1);
        Assert.InRange(probes[1] - probes[0], 1, 2);
        Assert.InRange(probes[2] - probes[1], 1, 2);
        Assert.Equal(2, (segment.Network.Clock.Now - granted).TotalSeconds - probes[2], tolerance: 0.001);
    }

    [Fact]
    public void Ack_WithoutProbing_IsUsedAtOnce()
    {
        DhcpSegment segment = new DhcpSegment(AddressProbing.None).Bound();
        Assert.Empty(segment.Probes);
    }

    // RFC 2131 3.1 5 and table 5: DECLINE says who, which address and whose, and nothing else; then ten seconds at least.
    [Fact]
    public void Ack_AddressIsTaken_IsDeclinedAndAnotherObtainedLater()
    {
        DhcpSegment segment = new();
        Station rival = segment.AddRival(DhcpSegment.Address);
        segment.Interface.StartDhcp();
        Assert.True(segment.Network.RunUntil(() => segment.Heard(DhcpMessageType.Decline).Count == 1, TimeSpan.FromSeconds(1)));

        (byte[] decline, IpAddress from, IpAddress to) = segment.Heard(DhcpMessageType.Decline)[0];
        Assert.Equal(IpAddress.AnyIpv4, from);
        Assert.Equal(IpAddress.BroadcastIpv4, to);
        Assert.Equal(IpAddress.AnyIpv4, DhcpSegment.Parse(decline).ClientAddress);
        Assert.Equal([10, 0, 2, 15], DhcpSegment.Option(decline, DhcpOption.RequestedAddress));
        Assert.Equal([10, 0, 2, 2], DhcpSegment.Option(decline, DhcpOption.ServerIdentifier));
        Assert.Equal(DhcpSegment.Option(segment.Server.Requests[0].Message, DhcpOption.ClientIdentifier), DhcpSegment.Option(decline, DhcpOption.ClientIdentifier));
        Assert.Null(DhcpSegment.Option(decline, DhcpOption.ParameterRequestList));
        Assert.Null(DhcpSegment.Option(decline, DhcpOption.MaxMessageSize));
        Assert.Null(DhcpSegment.Option(decline, DhcpOption.VendorClass));
        Assert.Empty(segment.Interface.Addresses);
        Assert.Equal([new AddressConflict(segment.Interface, DhcpSegment.Address, rival.Hardware, IsLost: true)], segment.Conflicts);

        segment.Server.Offered = s_other;
        segment.Run(9.9);
        Assert.Single(segment.Heard(DhcpMessageType.Discover));
        Assert.True(segment.RunUntil(DhcpState.Bound, 6));
        Assert.Null(DhcpSegment.Option(segment.Heard(DhcpMessageType.Discover)[1].Message, DhcpOption.RequestedAddress));
        Assert.True(segment.Interface.HasAddress(s_other));
    }

    // RFC 5227 2.1.1: who asks for the address at the same time wants it as well.
    [Fact]
    public void Ack_AnotherProbesForTheAddress_IsDeclined()
    {
        DhcpSegment segment = new();
        segment.Interface.StartDhcp();
        Assert.True(segment.RunUntil(DhcpState.Checking));
        Station rival = segment.AddRival(IpAddress.AnyIpv4);
        rival.SendArp(new ArpPacket(ArpOperation.Request, rival.Hardware, IpAddress.AnyIpv4, default, DhcpSegment.Address));
        segment.Run(0.01);

        Assert.Single(segment.Heard(DhcpMessageType.Decline));
        Assert.Equal(DhcpSegment.Address, Assert.Single(segment.Conflicts).Address);
    }

    // A machine that answers whatever is asked: MAX_CONFLICTS, RATE_LIMIT_INTERVAL.
    [Fact]
    public void Ack_AddressIsTakenAgainAndAgain_AsksOnceAMinuteInTheEnd()
    {
        DhcpSegment segment = new();
        segment.AddRival(DhcpSegment.Address);
        segment.Interface.StartDhcp();
        segment.Run(11 * 15.2);
        int declined = segment.Heard(DhcpMessageType.Decline).Count;
        Assert.InRange(declined, 11, 17);
        segment.Run(600);
        Assert.InRange(segment.Heard(DhcpMessageType.Decline).Count - declined, 8, 11);
    }

    // Once an address is used, what went before counts no more.
    [Fact]
    public void Bound_AfterManyConflicts_TheNextOneCostsSecondsAgain()
    {
        DhcpSegment segment = new();
        Station rival = segment.AddRival(DhcpSegment.Address);
        segment.Interface.StartDhcp();
        segment.Run(11 * 15.2);
        rival.AnswersArp = false;
        Assert.True(segment.RunUntil(DhcpState.Bound, 70));
        segment.Run(1);
        segment.Claim(rival);
        segment.Run(1);
        segment.Claim(rival);
        segment.Run(0.01);
        Assert.Equal(DhcpState.Init, segment.Client.State);
        Assert.True(segment.RunUntil(DhcpState.Bound, 16));
    }

    [Fact]
    public void Bound_RivalOnce_IsToldWhoseTheAddressIs()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Run(5);
        int before = segment.Announcements.Count();
        segment.Claim(segment.AddRival(DhcpSegment.Address));
        segment.Run(0.01);

        Assert.Equal(before + 1, segment.Announcements.Count());
        Assert.Equal(DhcpState.Bound, segment.Client.State);
        Assert.False(Assert.Single(segment.Conflicts).IsLost);

        // Ten seconds later it counts as the first again.
        segment.Run(10);
        segment.Claim(segment.AddRival(DhcpSegment.Address));
        segment.Run(0.01);
        Assert.Equal(before + 2, segment.Announcements.Count());
        Assert.Equal(DhcpState.Bound, segment.Client.State);
    }

    // RFC 5227 2.4 (b): a rival who stays gets the address. Connections over it are told.
    [Fact]
    public void Bound_RivalTwiceInTenSeconds_AddressIsGivenUp()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Run(5);
        TcpConnection connection = Connect(segment);
        Station rival = segment.AddRival(DhcpSegment.Address);
        segment.Claim(rival);
        segment.Run(9);
        Assert.Equal(DhcpState.Bound, segment.Client.State);
        segment.Claim(rival);
        segment.Server.Offered = s_other;
        segment.Run(0.01);

        Assert.Equal([10, 0, 2, 15], DhcpSegment.Option(Assert.Single(segment.Heard(DhcpMessageType.Decline)).Message, DhcpOption.RequestedAddress));
        Assert.Empty(segment.Interface.Addresses);
        Assert.Equal(TcpState.Closed, connection.State);
        Assert.Equal(TransportError.ConnectionAborted, connection.Error);
        Assert.True(segment.Conflicts[^1].IsLost);
        Assert.True(segment.RunUntil(DhcpState.Bound, 16));
        Assert.True(segment.Interface.HasAddress(s_other));
    }

    // RFC 5227 2.1: the cable may lead elsewhere now. What is in use stays so while that is asked.
    [Fact]
    public void LinkUp_WithLease_AsksAndAnnouncesAnew()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Run(5);
        segment.SentArp.Clear();
        segment.FlapLink();
        segment.Run(0.01);
        Assert.True(segment.Interface.HasAddress(DhcpSegment.Address));
        segment.Run(5);
        Assert.Equal(2, segment.Probes.Count());
        Assert.Equal(2, segment.Announcements.Count());
        Assert.True(segment.SentArp.FindLastIndex(sent => sent.Packet.IsProbe) < segment.SentArp.FindIndex(sent => sent.Packet.SenderAddress == DhcpSegment.Address));
    }

    [Fact]
    public void LinkUp_AddressIsTakenThere_IsGivenUpAtOnce()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Run(5);
        segment.AddRival(DhcpSegment.Address);
        segment.FlapLink();
        segment.Run(0.05);
        Assert.Empty(segment.Interface.Addresses);
        Assert.Single(segment.Heard(DhcpMessageType.Decline));
    }

    [Fact]
    public void LinkDown_WhileProbing_BeginsAnew()
    {
        DhcpSegment segment = new(AddressProbing.Standard);
        segment.Interface.StartDhcp();
        Assert.True(segment.RunUntil(DhcpState.Checking));
        segment.FlapLink();
        segment.Run(0.5);
        Assert.Equal(2, segment.Heard(DhcpMessageType.Discover).Count);
        Assert.True(segment.RunUntil(DhcpState.Bound, 8));
        Assert.Equal(DhcpSegment.Address, Assert.Single(segment.Interface.Addresses).Address);
    }

    private static TcpConnection Connect(DhcpSegment segment)
    {
        IpEndpoint local = new(IpAddress.AnyIpv4, 0);
        Assert.Equal(TransportError.None, segment.Stack.Tcp.Connect(local, new IpEndpoint(DhcpServer.Address, 80), reuseAddress: false, out TcpConnection? connection));
        return connection!;
    }
}
