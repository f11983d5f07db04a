using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class DhcpRoutesTests
{
    private readonly NetworkInterface _interface = new OneHost().Interface;

    [Fact]
    public void Of_RouterOfTheSubnet_IsTheDefaultRoute() =>
        Assert.Equal(["0.0.0.0/0 10.0.2.2"], Of(Lease("10.0.2.15/24") with { Routers = [Address("10.0.2.2"), Address("10.0.2.3")] }));

    [Theory]
    [InlineData("10.0.3.2")] // of another subnet
    [InlineData("10.0.2.15")] // ourselves
    public void Of_RouterThatCannotBe_BringsNoRoute(string router) =>
        Assert.Empty(Of(Lease("10.0.2.15/24") with { Routers = [Address(router)] }));

    // As clouds have it: no subnet, and a router all the same.
    [Fact]
    public void Of_RouterOfALeaseWithoutSubnet_IsOnTheLink() =>
        Assert.Equal(["10.0.3.1/32 ", "0.0.0.0/0 10.0.3.1"], Of(Lease("10.0.2.15/32") with { Routers = [Address("10.0.3.1")] }));

    [Fact]
    public void Of_RouterOnALinkThatARouteMakes_IsUsed() => Assert.Equal(
        ["10.0.3.0/24 ", "0.0.0.0/0 10.0.3.1"],
        Of(Lease("10.0.2.15/24") with { ClasslessRoutes = [new(Prefix("0.0.0.0/0"), Address("10.0.3.1")), new(Prefix("10.0.3.0/24"), null)] }));

    private static DhcpLease Lease(string address) =>
        new() { Address = Prefix(address), Server = Address("10.0.2.2"), Duration = TimeSpan.MaxValue, Obtained = default, Renewal = default, Rebinding = default };

    private static IpAddress Address(string text)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        return address;
    }

    private static IpPrefix Prefix(string text)
    {
        Assert.True(IpPrefix.TryParse(text, out IpPrefix prefix));
        return prefix;
    }

    private IEnumerable<string> Of(DhcpLease lease) => DhcpRoutes.Of(lease, _interface).Select(route => $"{route.Destination} {route.Gateway}");
}
