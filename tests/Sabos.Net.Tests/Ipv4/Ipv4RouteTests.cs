using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A route that was found once is remembered, and forgotten when it no longer holds.</summary>
public sealed class Ipv4RouteTests
{
    private static readonly IpAddress s_far = IpAddress.FromIpv4(198, 51, 100, 7);

    private readonly OneHost _host = new();

    [Fact]
    public void TryRoute_RouteReplaced_TakesTheNewOne()
    {
        Route first = Via(2);
        _host.Stack.Routes.Add(first);
        Assert.Equal(Router(2), Find(s_far).NextHop);
        Assert.Equal(Router(2), Find(s_far).NextHop);

        _host.Stack.Routes.Remove(first);
        Assert.Equal(TransportError.NetworkUnreachable, TryFind(s_far, default, out _));
        _host.Stack.Routes.Add(Via(3));
        Assert.Equal(Router(3), Find(s_far).NextHop);
    }

    [Fact]
    public void TryRoute_AddressRemoved_IsNoSourceAnyMore()
    {
        Assert.Equal(TransportError.None, TryFind(_host.Station.Address, TwoHosts.LeftAddress, out _));
        _host.Interface.RemoveAddress(TwoHosts.LeftAddress);
        Assert.Equal(TransportError.AddressNotAvailable, TryFind(_host.Station.Address, TwoHosts.LeftAddress, out _));
    }

    [Fact]
    public void TryRoute_AddressAdded_IsReachedOverLoopback()
    {
        IpAddress address = Router(9);
        Assert.Same(_host.Interface, Find(address).Interface);
        _host.Interface.AddAddress(new IpPrefix(address, 24));
        Assert.True(Find(address).Interface.IsLoopback);
    }

    [Fact]
    public void TryRoute_OtherSource_IsItsOwn()
    {
        IpAddress second = Router(9);
        _host.Interface.AddAddress(new IpPrefix(second, 24));
        Assert.Equal(TwoHosts.LeftAddress, Find(_host.Station.Address).Source);
        Assert.Equal(TransportError.None, TryFind(_host.Station.Address, second, out IpRoute route));
        Assert.Equal(second, route.Source);
        Assert.Equal(TransportError.NetworkUnreachable, TryFind(_host.Station.Address, IpAddress.LoopbackIpv4, out _));
    }

    [Fact]
    public void TryRoute_PathNarrowed_TellsUntilItIsForgotten()
    {
        _host.Stack.Routes.Add(Via(2));
        Assert.Equal(1500, Find(s_far).Mtu);
        Output.ReducePathMtu(s_far, 1400);
        Assert.Equal(1400, Find(s_far).Mtu);
        _host.Run(TimeSpan.FromMinutes(11).TotalSeconds);
        Assert.Equal(1500, Find(s_far).Mtu);
    }

    // More destinations than the cache has places.
    [Fact]
    public void TryRoute_ManyDestinations_EachHasItsOwnRoute()
    {
        for (int i = 0; i < 300; i++)
        {
            _host.Stack.Routes.Add(new Route(new IpPrefix(Destination(i), 32), Router(2 + (i % 200)), _host.Interface));
        }

        for (int i = 0; i < 900; i++)
        {
            int which = i * 7 % 300;
            Assert.Equal(Router(2 + (which % 200)), Find(Destination(which)).NextHop);
        }
    }

    private IIpOutput Output => _host.Stack.Tcp.Context.Routes;

    private static IpAddress Router(int last) => IpAddress.FromIpv4(10, 0, 0, (byte)last);

    private static IpAddress Destination(int index) => IpAddress.FromIpv4(203, 0, (byte)(index / 100), (byte)(index % 100));

    private Route Via(int last) => new(new IpPrefix(IpAddress.AnyIpv4, 0), Router(last), _host.Interface);

    private TransportError TryFind(IpAddress destination, IpAddress source, out IpRoute route) => Output.TryRoute(destination, source, out route);

    private IpRoute Find(IpAddress destination)
    {
        Assert.Equal(TransportError.None, TryFind(destination, default, out IpRoute route));
        return route;
    }
}
