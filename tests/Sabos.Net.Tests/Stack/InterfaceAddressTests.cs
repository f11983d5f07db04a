using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What the state of an address allows (RFC 4862 5.4, 5.5.4; RFC 5227 2.1), and how it ages.</summary>
public sealed class InterfaceAddressTests
{
    private static readonly IpAddress s_second = IpAddress.FromIpv4(10, 0, 0, 9);
    private static readonly InterfaceAddress s_tentative =
        new(new IpPrefix(s_second, 24), AddressOrigin.Dhcp) { State = AddressState.Tentative };

    private readonly OneHost _host = new();

    [Theory]
    [InlineData(AddressState.Tentative, false)]
    [InlineData(AddressState.Duplicate, false)]
    [InlineData(AddressState.Optimistic, true)]
    [InlineData(AddressState.Preferred, true)]
    [InlineData(AddressState.Deprecated, true)]
    public void State_TentativeOrDuplicate_NeitherReceivesNorSends(AddressState state, bool isUsable)
    {
        _host.Interface.SetAddress(s_tentative with { State = state });
        _host.Station.SendIcmp(TwoHosts.LeftHardware, s_second, new IcmpHeader(IcmpType.EchoRequest, 0, 1), [1]);
        _host.Run();
        Assert.Equal(isUsable ? 1 : 0, _host.Icmp().Count);

        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        TransportError bound = socket.Bind(new IpEndpoint(s_second, 7), dualStack: false, reuseAddress: false);
        Assert.Equal(isUsable ? TransportError.None : TransportError.AddressNotAvailable, bound);
    }

    [Fact]
    public void Tentative_FoundToBeOurs_IsAnnouncedAndRouted()
    {
        _host.Interface.SetAddress(s_tentative with { Prefix = new IpPrefix(IpAddress.FromIpv4(10, 7, 0, 1), 16) });
        _host.Run(5);
        Assert.Empty(_host.Station.Frames);
        Assert.Null(_host.Stack.Routes.Find(IpAddress.FromIpv4(10, 7, 3, 3)));

        InterfaceAddress tentative = _host.Interface.FindAddress(IpAddress.FromIpv4(10, 7, 0, 1))!;
        _host.Interface.SetAddress(tentative.Confirmed(_host.Stack.Now));
        _host.Run(5);
        Assert.Equal(2, _host.Station.Frames.Count);
        Assert.NotNull(_host.Stack.Routes.Find(IpAddress.FromIpv4(10, 7, 3, 3)));
    }

    [Fact]
    public void Deprecated_AnotherIsPreferred_IsNoSourceUnlessAskedFor()
    {
        _host.Interface.SetAddress(s_tentative with { State = AddressState.Preferred });
        _host.Interface.SetAddress(new InterfaceAddress(new IpPrefix(TwoHosts.LeftAddress, 24), AddressOrigin.Static) { State = AddressState.Deprecated });
        Assert.True(_host.Interface.TrySelectSource(TwoHosts.RightAddress, TwoHosts.RightAddress, out IpAddress source));
        Assert.Equal(s_second, source);
        Assert.True(_host.Interface.HasAddress(TwoHosts.LeftAddress));

        _host.Interface.RemoveAddress(s_second);
        Assert.True(_host.Interface.TrySelectSource(TwoHosts.RightAddress, TwoHosts.RightAddress, out source));
        Assert.Equal(TwoHosts.LeftAddress, source);
    }

    [Fact]
    public void Lifetimes_RunOut_DeprecateAndThenWithdraw()
    {
        Instant start = _host.Stack.Now;
        _host.Interface.SetAddress(s_tentative with
        {
            State = AddressState.Preferred,
            PreferredUntil = start + TimeSpan.FromSeconds(100),
            ValidUntil = start + TimeSpan.FromSeconds(300),
        });
        UdpSocket socket = _host.Bound(7, s_second);
        _host.Run(99);
        Assert.Equal(AddressState.Preferred, _host.Interface.FindAddress(s_second)!.State);
        Assert.Equal(start + TimeSpan.FromSeconds(100), _host.Stack.NextPoll);
        _host.Run(2);
        Assert.Equal(AddressState.Deprecated, _host.Interface.FindAddress(s_second)!.State);
        Assert.Equal(start + TimeSpan.FromSeconds(300), _host.Stack.NextPoll);
        _host.Run(198);
        Assert.Equal(TransportError.None, socket.TakeError());
        _host.Run(2);
        Assert.Null(_host.Interface.FindAddress(s_second));
        Assert.Equal(TransportError.AddressNotAvailable, socket.TakeError());
        Assert.NotNull(_host.Stack.Routes.Find(TwoHosts.RightAddress));
    }

    [Fact]
    public void Lifetimes_ExtendedOnly_DisturbNobody()
    {
        InterfaceAddress address = s_tentative with { State = AddressState.Preferred, ValidUntil = _host.Stack.Now + TimeSpan.FromSeconds(50) };
        _host.Interface.SetAddress(address);
        _host.Run(5);
        uint generation = _host.Stack.Routes.Generation;
        int changes = 0;
        _host.Stack.ConfigurationChanged += () => changes++;
        _host.Interface.SetAddress(address with { ValidUntil = _host.Stack.Now + TimeSpan.FromSeconds(50) });
        _host.Run(5);
        Assert.Equal((generation, 0), (_host.Stack.Routes.Generation, changes));
    }

    [Fact]
    public void PrefixLength_Changed_RouteFollows()
    {
        IpAddress address = IpAddress.FromIpv4(10, 7, 0, 1);
        _host.Interface.AddAddress(new IpPrefix(address, 24));
        _host.Interface.AddAddress(new IpPrefix(address, 16));
        Assert.Equal(16, _host.Stack.Routes.Find(IpAddress.FromIpv4(10, 7, 0, 3))!.Destination.Length);
        _host.Interface.RemoveAddress(address);
        Assert.Null(_host.Stack.Routes.Find(IpAddress.FromIpv4(10, 7, 0, 3)));
    }

    // RFC 5942 4: that a prefix is on the link, its router says; an address made from it does not.
    [Theory]
    [InlineData(AddressOrigin.Autoconfigured, false)]
    [InlineData(AddressOrigin.Temporary, false)]
    [InlineData(AddressOrigin.LinkLocal, true)]
    [InlineData(AddressOrigin.Static, true)]
    public void Route_OfARoutersPrefix_DoesNotComeWithTheAddress(AddressOrigin origin, bool comes)
    {
        IpAddress address = IpAddress.FromIpv6(0x2001_0db8_0000_0000, 5);
        _host.Interface.SetAddress(new InterfaceAddress(new IpPrefix(address, 64), origin));
        Assert.Equal(comes, _host.Stack.Routes.Find(IpAddress.FromIpv6(0x2001_0db8_0000_0000, 9)) is not null);
    }

    [Fact]
    public void TrySelectSource_OtherVersionOnly_IsNone()
    {
        IpAddress destination = IpAddress.FromIpv6(0x2001_0db8_0000_0000, 5);
        Assert.False(_host.Interface.TrySelectSource(destination, destination, out _));
    }
}
