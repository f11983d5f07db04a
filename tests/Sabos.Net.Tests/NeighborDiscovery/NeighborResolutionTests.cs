using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Address resolution and unreachability detection over IPv6 (RFC 4861 7).</summary>
public sealed class NeighborResolutionTests
{
    private static readonly MacAddress s_own = TwoHosts.LeftHardware;
    private static readonly MacAddress s_other = new(0x0200_0000_0009);

    private readonly OneIpv6Host _host = new();

    private Ipv6Station Station => _host.Station;

    // RFC 4861 7.2.2: to the solicited-node group, with our link-layer address; RFC 2464 7: 33:33 and the group's last four bytes.
    [Fact]
    public void Send_Unresolved_AsksTheSolicitedNodeGroupAndSendsEverythingInOrderAfterwards()
    {
        for (byte i = 0; i < 5; i++)
        {
            Send([i]);
        }

        _host.Run();

        (Ipv6Header ip, _, byte[] body) = Assert.Single(Station.Solicitations);
        Assert.Equal((TwoHosts.LeftIpv6Address, "ff02::1:ff00:2", (byte)255), (ip.Source, ip.Destination.InZone(0).ToString(), ip.HopLimit));
        Assert.Equal((Station.Address, (MacAddress?)s_own), Frame.Neighbor(body));
        Assert.Equal(0x3333_FF00_0002UL, MacAddress.Read(Station.Frames[0]).Bits);
        Assert.Equal([0, 1, 2, 3, 4], Payloads().Select(payload => payload[0]));
    }

    [Fact]
    public void Send_NobodyAnswers_AsksThreeTimesASecondApartThenReportsHostUnreachable()
    {
        Station.AnswersSolicitations = false;
        UdpSocket socket = _host.Bound(5000);
        Assert.Equal(TransportError.None, socket.Connect(_host.StationAt(9)));
        Instant start = _host.Network.Clock.Now;
        Assert.Equal(TransportError.None, socket.Send([1], remote: null));
        Assert.True(_host.Network.RunUntil(() => (socket.Readiness & Readiness.Error) != 0, TimeSpan.FromSeconds(10)));

        Assert.Equal(3, Station.Solicitations.Count());
        Assert.Equal(3, (_host.Network.Clock.Now - start).TotalSeconds, tolerance: 0.01);
        Assert.Equal(TransportError.HostUnreachable, socket.TakeError());
    }

    // RFC 4861 7.3.3: DELAY, then PROBE by unicast.
    [Fact]
    public void Send_StaleNeighborInUse_IsConfirmedByUnicastAfterFiveSeconds()
    {
        Send([1]);
        _host.Run(60);
        Station.Frames.Clear();
        Send([2]);
        _host.Run(4.9);
        Assert.Empty(Station.Solicitations);
        _host.Run(1);
        Assert.Equal(Station.Address, Assert.Single(Station.Solicitations).Ip.Destination);
        Assert.Equal(NeighborState.Reachable, Neighbor()!.Value.State);
    }

    // RFC 4861 7.2.4.
    [Fact]
    public void Solicitation_ForAnAddressOfOurs_IsAnsweredAndItsSenderLearned()
    {
        Solicit(TwoHosts.LeftIpv6Address, Station.Address, Station.Hardware);
        _host.Run();
        (Ipv6Header ip, Icmpv6Header icmp, byte[] body) = Assert.Single(Station.Advertisements);
        Assert.Equal((TwoHosts.LeftIpv6Address, Station.Address, (byte)255), (ip.Source, ip.Destination, ip.HopLimit));
        Assert.Equal(NeighborMessage.Flags(isRouter: false, isSolicited: true, isOverride: true), icmp.Rest);
        Assert.Equal((TwoHosts.LeftIpv6Address, (MacAddress?)s_own), Frame.Neighbor(body));
        Assert.Empty(Station.Solicitations);
        Assert.Equal(new NeighborInfo(Station.Address, Station.Hardware, NeighborState.Stale), Neighbor());
    }

    [Fact]
    public void Solicitation_ForALinkLocalAddressOfOurs_IsAnsweredFromIt()
    {
        Solicit(OneIpv6Host.LinkLocal, Station.Address, Station.Hardware);
        _host.Run();
        Assert.Equal(OneIpv6Host.LinkLocal, Assert.Single(Station.Advertisements).Ip.Source.InZone(0));
    }

    // RFC 4861 7.2.4: who asks from no address is answered at all nodes, unsolicited.
    [Fact]
    public void Solicitation_FromNowhere_IsAnsweredAtAllNodes()
    {
        Solicit(TwoHosts.LeftIpv6Address, IpAddress.AnyIpv6, hardware: null);
        _host.Run();
        (Ipv6Header ip, Icmpv6Header icmp, _) = Assert.Single(Station.Advertisements);
        Assert.Equal("ff02::1", ip.Destination.InZone(0).ToString());
        Assert.Equal(NeighborMessage.Flags(isRouter: false, isSolicited: false, isOverride: true), icmp.Rest);
    }

    [Fact]
    public void Solicitation_ForAnAddressThatIsNotOurs_IsNotAnswered()
    {
        Solicit(Station.Address.InZone(0), Station.Address, Station.Hardware);
        Solicit(IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 0x5500_0001), Station.Address, Station.Hardware);
        _host.Run();
        Assert.Empty(Station.Advertisements);
    }

    // RFC 4861 7.1.1, RFC 6980 5.
    [Theory]
    [InlineData("hop limit")]
    [InlineData("code")]
    [InlineData("group as target")]
    [InlineData("short")]
    [InlineData("option of length 0")]
    [InlineData("from nowhere with a link-layer address")]
    [InlineData("from nowhere to one address")]
    [InlineData("in a fragment")]
    public void Solicitation_Invalid_IsIgnored(string defect)
    {
        IpAddress target = defect == "group as target" ? IpAddress.AllNodes : TwoHosts.LeftIpv6Address;
        bool isFromNowhere = defect.StartsWith("from nowhere", StringComparison.Ordinal);
        IpAddress source = isFromNowhere ? IpAddress.AnyIpv6 : Station.Address;
        IpAddress destination = defect == "from nowhere to one address" ? TwoHosts.LeftIpv6Address : TwoHosts.LeftIpv6Address.SolicitedNode;
        byte[] body = Frame.NeighborBody(target, NeighborOptionType.SourceLinkAddress, defect == "from nowhere to one address" ? null : Station.Hardware);
        if (defect == "option of length 0")
        {
            body[17] = 0;
        }

        Icmpv6Header header = new(Icmpv6Type.NeighborSolicitation, (byte)(defect == "code" ? 1 : 0), 0);
        if (defect == "in a fragment")
        {
            byte[] message = Frame.Icmpv6(source, destination, header, body);
            Station.Send(
                new Ipv6Header { Source = source, Destination = destination, NextHeader = IpProtocol.Ipv6Fragment, HopLimit = 255 },
                [(byte)IpProtocol.Ipv6Icmp, 0, 0, 0, 0, 0, 0, 9, .. message],
                new MacAddress(0x3333_FF00_0001));
        }
        else
        {
            byte hopLimit = (byte)(defect == "hop limit" ? 254 : 255);
            Station.SendIcmp(header, defect == "short" ? body[..15] : body, source, destination, hopLimit);
        }

        _host.Run();
        Assert.Equal(1, _host.Icmp.InInvalid);
        Assert.Empty(Station.Advertisements);
        Assert.Empty(_host.Interface.GetNeighbors());
    }

    // RFC 4861 7.2.5, appendix C.
    [Theory]
    [InlineData(true, true, true, NeighborState.Reachable, true)]
    [InlineData(true, true, false, NeighborState.Stale, true)]
    [InlineData(true, false, true, NeighborState.Stale, false)]
    [InlineData(false, true, true, NeighborState.Reachable, false)]
    [InlineData(false, false, false, NeighborState.Reachable, false)]
    public void Advertisement_OfAReachableNeighbor_ChangesItAsItsFlagsSay(bool tellsOther, bool isOverride, bool isSolicited, NeighborState expected, bool isTaken)
    {
        Send([1]);
        _host.Run();
        Assert.Equal(NeighborState.Reachable, Neighbor()!.Value.State);
        Station.Advertise(Station.Address, tellsOther ? s_other : Station.Hardware, NeighborMessage.Flags(isRouter: false, isSolicited, isOverride));
        _host.Run();
        Assert.Equal(new NeighborInfo(Station.Address, isTaken ? s_other : Station.Hardware, expected), Neighbor());
    }

    [Fact]
    public void Advertisement_OfAStaleNeighborWithoutOverride_IsIgnored()
    {
        Solicit(TwoHosts.LeftIpv6Address, Station.Address, Station.Hardware);
        _host.Run();
        Station.Advertise(Station.Address, s_other, NeighborMessage.Flags(isRouter: false, isSolicited: true, isOverride: false));
        _host.Run();
        Assert.Equal(new NeighborInfo(Station.Address, Station.Hardware, NeighborState.Stale), Neighbor());
    }

    // RFC 4861 7.2.5: an unsolicited one resolves as well, but proves nothing.
    [Fact]
    public void Advertisement_UnsolicitedWhileAsking_ResolvesAsStale()
    {
        Station.AnswersSolicitations = false;
        Send([7]);
        _host.Run();
        Station.Advertise(Station.Address, hardware: null, NeighborMessage.Flags(isRouter: false, isSolicited: true, isOverride: true));
        _host.Run();
        Assert.Empty(Payloads());
        Station.Advertise(Station.Address, Station.Hardware, flags: 0, destination: IpAddress.AllNodes);
        _host.Run();
        Assert.Equal([7], Assert.Single(Payloads()));
        Assert.Equal(NeighborState.Stale, Neighbor()!.Value.State);
    }

    [Theory]
    [InlineData(254, false)]
    [InlineData(255, true)]
    public void Advertisement_Invalid_IsIgnored(byte hopLimit, bool isSolicitedToGroup)
    {
        Station.AnswersSolicitations = false;
        Send([7]);
        _host.Run();
        uint flags = NeighborMessage.Flags(isRouter: false, isSolicited: true, isOverride: true);
        Station.Advertise(Station.Address, Station.Hardware, flags, isSolicitedToGroup ? IpAddress.AllNodes : null, hopLimit);
        _host.Run();
        Assert.Equal(1, _host.Icmp.InInvalid);
        Assert.Empty(Payloads());
    }

    // RFC 4861 7.2.5: no entry is made for who was not asked for.
    [Fact]
    public void Advertisement_OfAStranger_IsIgnored()
    {
        Station.Advertise(Station.Address, Station.Hardware, flags: 0, destination: IpAddress.AllNodes);
        _host.Run();
        Assert.Empty(_host.Interface.GetNeighbors());
    }

    private void Send(byte[] data)
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Send(data, _host.StationAt(9)));
    }

    private void Solicit(IpAddress target, IpAddress source, MacAddress? hardware, byte hopLimit = 255) => Station.SendIcmp(
        new Icmpv6Header(Icmpv6Type.NeighborSolicitation, 0, 0),
        Frame.NeighborBody(target, NeighborOptionType.SourceLinkAddress, hardware),
        source,
        target.SolicitedNode,
        hopLimit);

    private NeighborInfo? Neighbor() => _host.Interface.GetNeighbors().Cast<NeighborInfo?>().FirstOrDefault(entry => entry!.Value.Address == Station.Address);

    private List<byte[]> Payloads() => Station.Frames
        .Select(frame => Frame.Ipv6(frame, IpProtocol.Udp))
        .Where(packet => packet is not null)
        .Select(packet => packet!.Value.Payload[8..])
        .ToList();
}
