using System;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class NameServersTests
{
    private readonly SimulatedNetwork _network = new();
    private readonly NetworkStack _stack;
    private readonly NameServers _servers;
    private int _changes;

    public NameServersTests()
    {
        _stack = _network.AddStack(seed: 1, "alpha");
        _network.RunFor(TimeSpan.FromSeconds(1));
        _stack.ConfigurationChanged += () => _changes++;
        _servers = _stack.NameServers;
    }

    private Instant Now => _network.Clock.Now;

    // RFC 8106 5.3.1: what DHCP tells goes before what routers tell.
    [Fact]
    public void Servers_OfSeveralSources_StandInOrderOfPrecedenceEachOnce()
    {
        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(4), Instant.Never);
        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(1), Instant.Never);
        _servers.Set(NameServerSource.Dhcp, 3, [Server(3)], ["c.test"]);
        _servers.Set(NameServerSource.Dhcp, 2, [Server(2), Server(1)], ["b.test", "A.Test."]);
        _servers.Set(NameServerSource.Static, 2, [Server(1)], ["a.test"]);

        Assert.Equal([Server(1), Server(2), Server(3), Server(4)], _servers.Servers);
        Assert.Equal(["a.test", "b.test", "c.test"], _servers.SearchDomains);
    }

    [Fact]
    public void Set_Again_ReplacesThatSourceOnThatInterfaceOnly()
    {
        _servers.Set(NameServerSource.Dhcp, 2, [Server(2)], ["b.test"]);
        _servers.Set(NameServerSource.Dhcp, 3, [Server(3)], []);
        _servers.Set(NameServerSource.Dhcp, 2, [Server(5)], []);
        Assert.Equal([Server(5), Server(3)], _servers.Servers);
        Assert.Empty(_servers.SearchDomains);

        _servers.Remove(NameServerSource.Dhcp, 2);
        Assert.Equal([Server(3)], _servers.Servers);
    }

    // RFC 8106 5.1: the lifetime counts from the last advertisement; 6.2: zero removes.
    [Fact]
    public void Update_WithLifetime_HoldsUntilThenUnlessToldAgain()
    {
        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(1), Now + TimeSpan.FromSeconds(10));
        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(2), Now + TimeSpan.FromSeconds(10));
        _servers.Update(NameServerSource.RouterAdvertisement, 2, "a.test", Now + TimeSpan.FromSeconds(20));
        _network.RunFor(TimeSpan.FromSeconds(9));
        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(2), Now + TimeSpan.FromSeconds(10));
        _network.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal([Server(2)], _servers.Servers);
        Assert.Equal(["a.test"], _servers.SearchDomains);

        _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(2), Now);
        Assert.Empty(_servers.Servers);
        _network.RunFor(TimeSpan.FromSeconds(10));
        Assert.Empty(_servers.SearchDomains);
    }

    [Fact]
    public void Set_SameAsBefore_IsNoChange()
    {
        _servers.Set(NameServerSource.Dhcp, 2, [Server(2)], ["b.test"]);
        _network.RunFor(TimeSpan.FromSeconds(1));
        _servers.Set(NameServerSource.Dhcp, 2, [Server(2)], ["b.test"]);
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _changes);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.251")]
    [InlineData("ff02::fb")]
    [InlineData("255.255.255.255")]
    [InlineData("127.0.0.1")]
    public void Set_AddressNoServerHas_IsLeftOut(string address)
    {
        Assert.True(IpAddress.TryParse(address, out IpAddress server));
        _servers.Set(NameServerSource.Dhcp, 2, [new IpEndpoint(server, 53), Server(1)], ["", "a..b", "fine.test"]);
        Assert.Equal([Server(1)], _servers.Servers);
        Assert.Equal(["fine.test"], _servers.SearchDomains);
    }

    [Fact]
    public void Update_LinkLocalServer_IsOnTheLinkThatToldOfIt()
    {
        IpAddress address = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 53);
        _servers.Update(NameServerSource.RouterAdvertisement, 2, new IpEndpoint(address, 53), Now + TimeSpan.FromSeconds(10));
        Assert.Equal([new IpEndpoint(address.InZone(2), 53)], _servers.Servers);
    }

    // A router that tells of a thousand servers gets no more memory than one that tells of a few.
    [Fact]
    public void Update_ManyServers_FirstFewAreKept()
    {
        for (byte i = 1; i < 200; i++)
        {
            _servers.Update(NameServerSource.RouterAdvertisement, 2, Server(i), Now + TimeSpan.FromSeconds(10));
        }

        Assert.Equal(Enumerable.Range(1, 6).Select(static i => Server((byte)i)), _servers.Servers);
    }

    private static IpEndpoint Server(byte last) => new(IpAddress.FromIpv4(10, 0, 0, last), 53);
}
