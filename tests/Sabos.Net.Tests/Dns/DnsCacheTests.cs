using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What is remembered, and for how long.</summary>
public sealed class DnsCacheTests
{
    private readonly ResolverHost _host = new();

    private int Asked => _host.Server.Queries.Count;

    // RFC 2308 5: the less of the SOA's own time and its MINIMUM.
    [Theory]
    [InlineData(60, 900)]
    [InlineData(900, 60)]
    public void NoSuchName_WithSoa_IsRememberedForTheLesserOfItsTimes(uint timeToLive, uint minimum)
    {
        _host.Server.Answer = query => DnsServer.WithAuthorities(DnsServer.Reply(query, 3, DnsServer.Soa("test", timeToLive, minimum)), 1);
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("none.test").Status);
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("none.test").Status);
        _host.Network.RunFor(TimeSpan.FromSeconds(59));
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("none.test").Status);
        Assert.Equal(1, Asked);

        _host.Network.RunFor(TimeSpan.FromSeconds(2));
        _host.Server.Answer = ResolverHost.GiveAnswer;
        Assert.Equal(DnsStatus.Success, _host.Resolve("none.test").Status);
    }

    // RFC 2308 5: a name that does not exist has no records of any type.
    [Fact]
    public void NoSuchName_OfOneType_HoldsForAllTypes()
    {
        _host.Server.Answer = static query => DnsServer.WithAuthorities(DnsServer.Reply(query, 3, DnsServer.Soa("test", 60, 60)), 1);
        _host.Resolve("none.test");
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("none.test", DnsAddressKinds.Ipv6).Status);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public void NoData_OfOneType_HoldsForThatTypeOnly()
    {
        _host.Server.Answer = static query => DnsServer.AskedType(query) == 1
            ? DnsServer.WithAuthorities(DnsServer.Reply(query, 0, DnsServer.Soa("", 60, 60)), 1)
            : DnsServer.Reply(query, 0, DnsServer.Record("", 28, 60, new byte[16]));
        Assert.Equal(DnsStatus.NoData, _host.Resolve("six.test").Status);
        Assert.Equal(DnsStatus.NoData, _host.Resolve("six.test").Status);
        Assert.Equal(1, Asked);
        Assert.Equal(DnsStatus.Success, _host.Resolve("six.test", DnsAddressKinds.Ipv6).Status);
    }

    // RFC 2308 2.2 and 5: without the SOA of a zone that the name is in, there is nothing to remember it by.
    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    [InlineData("ne.test")]
    public void NoSuchName_WithoutSoaOfItsZone_IsAskedAgain(string? zone)
    {
        _host.Server.Answer = query => zone is null ? DnsServer.Reply(query, 3) : DnsServer.WithAuthorities(DnsServer.Reply(query, 3, DnsServer.Soa(zone, 60, 60)), 1);
        _host.Resolve("none.test");
        _host.Resolve("none.test");
        Assert.Equal(2, Asked);
    }

    // RFC 2308 5: hours, not for ever.
    [Fact]
    public void NoSuchName_WithEndlessSoa_IsForgottenAfterAnHour()
    {
        _host.Server.Answer = static query => DnsServer.WithAuthorities(DnsServer.Reply(query, 3, DnsServer.Soa("test", int.MaxValue, uint.MaxValue)), 1);
        _host.Resolve("none.test");
        _host.Network.RunFor(TimeSpan.FromMinutes(61));
        _host.Resolve("none.test");
        Assert.Equal(2, Asked);
    }

    // RFC 1035 3.2.1: zero is for this transaction only; RFC 2181 8: with the highest bit set it counts as zero.
    [Theory]
    [InlineData(0u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Answer_WithoutTimeToLive_IsAskedAgain(uint timeToLive)
    {
        _host.Server.Answer = query => DnsServer.Reply(query, 0, DnsServer.A("", timeToLive, ResolverHost.Answer));
        _host.Resolve("a.test");
        Assert.Equal(DnsStatus.Success, _host.Resolve("a.test").Status);
        Assert.Equal(2, Asked);
    }

    [Fact]
    public void Answer_WithEndlessTimeToLive_IsForgottenAfterADay()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 0, DnsServer.A("", int.MaxValue, ResolverHost.Answer));
        _host.Resolve("a.test");
        _host.Network.RunFor(TimeSpan.FromHours(25));
        _host.Resolve("a.test");
        Assert.Equal(2, Asked);
    }

    // The chain holds as long as its shortest link.
    [Fact]
    public void Answer_ByAnAlias_IsRememberedForTheShorterTime()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 0, DnsServer.Cname("", "b.test"), DnsServer.A("b.test", 3600, ResolverHost.Answer));
        _host.Resolve("a.test");
        _host.Network.RunFor(TimeSpan.FromSeconds(299));
        _host.Resolve("a.test");
        Assert.Equal(1, Asked);
        _host.Network.RunFor(TimeSpan.FromSeconds(2));
        _host.Resolve("a.test");
        Assert.Equal(2, Asked);
    }

    // RFC 9520 3.2: a failure is remembered too, for a short while.
    [Fact]
    public void Failure_OfAllServers_IsNotTriedAgainAtOnce()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 2);
        Assert.Equal(DnsStatus.TryAgain, _host.Resolve("a.test").Status);
        int asked = Asked;
        Assert.Equal(DnsStatus.TryAgain, _host.Resolve("a.test").Status);
        Assert.Equal(asked, Asked);

        _host.Network.RunFor(TimeSpan.FromSeconds(6));
        _host.Server.Answer = ResolverHost.GiveAnswer;
        Assert.Equal(DnsStatus.Success, _host.Resolve("a.test").Status);
    }

    [Fact]
    public void Cache_Full_ForgetsWhatEndsFirst()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 0, DnsServer.A("", DnsServer.Asked(query) == "h7.test" ? 100u : 1000u, ResolverHost.Answer));
        for (int i = 0; i <= DnsCache.Capacity; i++)
        {
            _host.Resolve($"h{i}.test");
        }

        Assert.Equal(DnsCache.Capacity, _host.Stack.Dns.Cache.Count);
        int asked = Asked;
        _host.Resolve("h6.test");
        Assert.Equal(asked, Asked);
        _host.Resolve("h7.test");
        Assert.Equal(asked + 1, Asked);
    }

    // Another network's servers may know the name differently.
    [Fact]
    public void NameServers_Changed_AnswersAreForgotten()
    {
        _host.Resolve("a.test");
        _host.Second.Answer = static query => DnsServer.Reply(query, 3);
        _host.UseServers(_host.Second.Endpoint);
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("a.test").Status);
    }
}
