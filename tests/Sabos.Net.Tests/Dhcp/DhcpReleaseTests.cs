using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A lease that is given back, and one that is asked for again after a start.</summary>
public sealed class DhcpReleaseTests
{
    // RFC 2131 4.4.4 and table 5.
    [Fact]
    public void Release_Always_IsUnicastAndTheAddressGoes()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Client.Release();
        Assert.Equal(DhcpState.Releasing, segment.Client.State);
        segment.Run(0.1);

        (byte[] release, IpAddress from, IpAddress to) = Assert.Single(segment.Heard(DhcpMessageType.Release));
        Assert.Equal(DhcpSegment.Address, from);
        Assert.Equal(DhcpServer.Address, to);
        Assert.Equal(DhcpSegment.Address, DhcpSegment.Parse(release).ClientAddress);
        Assert.Equal([10, 0, 2, 2], DhcpSegment.Option(release, DhcpOption.ServerIdentifier));
        Assert.NotNull(DhcpSegment.Option(release, DhcpOption.ClientIdentifier));
        Assert.Null(DhcpSegment.Option(release, DhcpOption.RequestedAddress));
        Assert.Null(DhcpSegment.Option(release, DhcpOption.ParameterRequestList));
        Assert.Equal(DhcpState.Released, segment.Client.State);
        Assert.Empty(segment.Interface.Addresses);
        Assert.Empty(segment.Stack.NameServers.Servers);
    }

    [Fact]
    public void Release_ServerDoesNotResolve_EndsAfterASecond()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Server.AnswersArp = false;
        segment.Client.Release();
        segment.Run(0.9);
        Assert.Equal(DhcpState.Releasing, segment.Client.State);
        segment.Run(0.2);
        Assert.Equal(DhcpState.Released, segment.Client.State);
        Assert.Empty(segment.Interface.Addresses);
    }

    [Fact]
    public void Release_WithoutLease_EndsAtOnceAndForGood()
    {
        DhcpSegment segment = new();
        segment.Server.IsSilent = true;
        segment.Interface.StartDhcp();
        segment.Run(1);
        segment.Client.Release();
        segment.Run(1);
        segment.FlapLink();
        segment.Run(100);
        Assert.Equal(DhcpState.Released, segment.Client.State);
        Assert.Single(segment.Server.Requests);
    }

    [Fact]
    public void Release_WithoutLink_EndsAfterASecond()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Port.IsLinkUp = false;
        segment.Run(0.1);
        segment.Client.Release();
        segment.Run(1.1);
        Assert.Equal(DhcpState.Released, segment.Client.State);
    }

    // An address is given for a time, and that goes by without a link as well.
    [Fact]
    public void Lease_EndsWhileThereIsNoLink_AddressGoes()
    {
        DhcpSegment segment = new();
        segment.Server.LeaseSeconds = 100;
        segment.Bound();
        segment.Port.IsLinkUp = false;
        segment.Run(101);
        Assert.Empty(segment.Interface.Addresses);
        segment.Port.IsLinkUp = true;
        segment.Run(0.05);
        Assert.NotEmpty(segment.Heard(DhcpMessageType.Discover).Skip(1));
        Assert.True(segment.RunUntil(DhcpState.Bound));
    }

    [Fact]
    public void StartDhcp_AfterRelease_BeginsAnew()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Client.Release();
        Assert.True(segment.RunUntil(DhcpState.Released));
        segment.Bound();
        Assert.True(segment.Interface.HasAddress(DhcpSegment.Address));
    }

    // RFC 2131 4.3.2, INIT-REBOOT: the address in its option, no server, ciaddr empty, broadcast.
    [Fact]
    public void StartDhcp_WithEarlierAddress_AsksForThatAlone()
    {
        DhcpSegment segment = new();
        segment.Interface.StartDhcp(DhcpSegment.Address);
        Assert.True(segment.RunUntil(DhcpState.Bound));

        (byte[] request, IpAddress from, IpAddress to) = Assert.Single(segment.Server.Requests);
        Assert.Equal(IpAddress.AnyIpv4, from);
        Assert.Equal(IpAddress.BroadcastIpv4, to);
        Assert.Equal(DhcpMessageType.Request, DhcpSegment.Parse(request).Type);
        Assert.Equal([10, 0, 2, 15], DhcpSegment.Option(request, DhcpOption.RequestedAddress));
        Assert.Null(DhcpSegment.Option(request, DhcpOption.ServerIdentifier));
        Assert.Equal(IpAddress.AnyIpv4, DhcpSegment.Parse(request).ClientAddress);
        Assert.Equal(2, segment.Probes.Count());
    }

    [Theory]
    [InlineData(true)] // the network is another one
    [InlineData(false)] // nobody there knows
    public void StartDhcp_EarlierAddressIsNotGranted_Discovers(bool saysNo)
    {
        DhcpSegment segment = new();
        segment.Server.SendsNak = saysNo;
        segment.Server.IsSilent = !saysNo;
        segment.Interface.StartDhcp(IpAddress.FromIpv4(192, 0, 2, 9));
        segment.Run(saysNo ? 0.5 : 14);
        segment.Server.SendsNak = segment.Server.IsSilent = false;
        Assert.True(segment.RunUntil(DhcpState.Bound, 20));
        Assert.True(segment.Interface.HasAddress(DhcpSegment.Address));
        Assert.NotEmpty(segment.Heard(DhcpMessageType.Discover));
    }

    // RFC 2131 4.4.1: the client may ask for the address that it had.
    [Fact]
    public void Discover_AfterExpiry_AsksForTheAddressOfBefore()
    {
        DhcpSegment segment = new();
        segment.Server.LeaseSeconds = 100;
        segment.Bound();
        segment.Server.IsSilent = true;
        segment.Run(101);
        Assert.Equal([10, 0, 2, 15], DhcpSegment.Option(segment.Heard(DhcpMessageType.Discover)[^1].Message, DhcpOption.RequestedAddress));
    }
}
