using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Which names and types are asked for: search domains, both kinds of addresses, reverse names, names never asked for.</summary>
public sealed class DnsNamesTests
{
    private readonly ResolverHost _host = new();

    private string[] AskedNames => [.. _host.Server.Queries.Select(static query => DnsServer.Asked(query.Message))];

    // resolv.conf(5), RFC 1535 6: a name with a dot is tried as it is first, one without it last.
    [Theory]
    [InlineData("www", 1, "www.one.test www.two.test www")]
    [InlineData("www.", 1, "www")]
    [InlineData("www.sub", 1, "www.sub www.sub.one.test www.sub.two.test")]
    [InlineData("www.sub.", 1, "www.sub")]
    [InlineData("www.sub", 2, "www.sub.one.test www.sub.two.test www.sub")]
    public void Resolve_NoSuchName_TriesSearchDomainsInOrder(string name, int dots, string asked)
    {
        UseSearchDomains("one.test", "two.test");
        _host.Stack.Dns.Options = new DnsOptions { Dots = dots };
        _host.Server.Answer = static query => DnsServer.Reply(query, 3);
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve(name).Status);
        Assert.Equal(asked.Split(' '), AskedNames);
    }

    [Fact]
    public void Resolve_NameFoundInSecondDomain_IsThatOne()
    {
        UseSearchDomains("one.test", "two.test");
        _host.Server.Answer = static query => DnsServer.Asked(query) == "www.two.test" ? ResolverHost.GiveAnswer(query) : DnsServer.Reply(query, 3);
        DnsQuery query = _host.Resolve("WWW");
        Assert.Equal([ResolverHost.AnswerAddress], query.Addresses);
        Assert.Equal("www.two.test", query.CanonicalName);
    }

    // What is not known about the first may not be answered with another's address.
    [Fact]
    public void Resolve_FirstDomainFails_TheNextIsNotTried()
    {
        UseSearchDomains("one.test", "two.test");
        _host.Server.Answer = static query => DnsServer.Asked(query) == "www.one.test" ? DnsServer.Reply(query, 2) : ResolverHost.GiveAnswer(query);
        Assert.Equal(DnsStatus.TryAgain, _host.Resolve("www").Status);
        Assert.All(AskedNames, static name => Assert.Equal("www.one.test", name));
    }

    [Fact]
    public void Resolve_NameWithoutAddressInOneDomain_IsNoDataInTheEnd()
    {
        UseSearchDomains("one.test");
        _host.Server.Answer = static query => DnsServer.Reply(query, DnsServer.Asked(query) == "www.one.test" ? 0 : 3);
        Assert.Equal(DnsStatus.NoData, _host.Resolve("www").Status);
    }

    [Fact]
    public void Resolve_BothKinds_AreAskedAtOnceAndJoined()
    {
        _host.Server.Answer = static query => DnsServer.AskedType(query) == 28
            ? DnsServer.Reply(query, 0, DnsServer.Record("", 28, 300, [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]))
            : DnsServer.Reply(query, 0, DnsServer.A("", 300, 10, 0, 0, 7));
        double seconds = _host.Measure(() =>
        {
            DnsQuery query = _host.Resolve("a.test", DnsAddressKinds.Any);

            // There is a way to the IPv4 address only (RFC 6724 6, rule 1).
            Assert.Equal("10.0.0.7 2001:db8::7", string.Join(' ', query.Addresses));
        });
        Assert.Equal(0, seconds, tolerance: 0.01);
        Assert.Equal([1, 28], _host.Server.Queries.Select(static query => DnsServer.AskedType(query.Message)).Order());
    }

    [Fact]
    public void Resolve_OneKindHasNone_OtherIsEnoughAtOnce()
    {
        _host.Server.Answer = static query => DnsServer.AskedType(query) == 28 ? DnsServer.Reply(query) : ResolverHost.GiveAnswer(query);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test", DnsAddressKinds.Any).Addresses));
        Assert.Equal(0, seconds, tolerance: 0.01);
    }

    // Servers that drop what they do not know are met with patience, but not with all of it.
    [Fact]
    public void Resolve_OneKindUnanswered_OtherIsEnoughAfterASecond()
    {
        _host.Server.Answer = static query => DnsServer.AskedType(query) == 28 ? null : ResolverHost.GiveAnswer(query);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test", DnsAddressKinds.Any).Addresses));
        Assert.Equal(1, seconds, tolerance: 0.1);
        _host.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(_host.Stack.Udp.GetListeners());
    }

    [Theory]
    [InlineData(0, DnsStatus.NoData)]
    [InlineData(2, DnsStatus.TryAgain)]
    [InlineData(3, DnsStatus.NameNotFound)]
    public void Resolve_NoKindHasAddresses_StatusIsTheWorst(int codeForIpv6, DnsStatus expected)
    {
        _host.Server.Answer = query => DnsServer.Reply(query, DnsServer.AskedType(query) == 28 ? codeForIpv6 : 3);
        Assert.Equal(expected, _host.Resolve("a.test", DnsAddressKinds.Any).Status);
    }

    [Fact]
    public void Resolve_OneKindFailsOtherSucceeds_Succeeds()
    {
        _host.Server.Answer = static query => DnsServer.AskedType(query) == 28 ? DnsServer.Reply(query, 2) : ResolverHost.GiveAnswer(query);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test", DnsAddressKinds.Any).Addresses);
    }

    // RFC 1035 3.5, RFC 3596 2.5.
    [Theory]
    [InlineData("192.0.2.77", "77.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void ResolveAddress_OfAnother_AsksForItsPointer(string address, string name)
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 0, DnsServer.Record("", 12, 300, DnsServer.Name("Host.Example.Test")));
        DnsQuery query = _host.ResolveAddress(address);
        Assert.Equal("host.example.test", query.CanonicalName);
        Assert.Equal([name], AskedNames);
        Assert.Equal(12, DnsServer.AskedType(_host.Server.Queries[0].Message));
        _host.ResolveAddress(address);
        Assert.Single(AskedNames);
    }

    // RFC 2317: a block smaller than an octet is delegated by aliases.
    [Fact]
    public void ResolveAddress_ByAnAlias_FollowsIt()
    {
        _host.Server.Answer = static query => DnsServer.Reply(
            query, 0, DnsServer.Cname("", "77.64-127.2.0.192.in-addr.arpa"), DnsServer.Record("77.64-127.2.0.192.in-addr.arpa", 12, 300, DnsServer.Name("host.test")));
        Assert.Equal("host.test", _host.ResolveAddress("192.0.2.77").CanonicalName);
    }

    [Theory]
    [InlineData("10.0.0.1", "alpha")]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("127.1.2.3", "localhost")]
    [InlineData("::1", "localhost")]
    public void ResolveAddress_OfOurs_IsKnownHere(string address, string name)
    {
        Assert.Equal(name, _host.ResolveAddress(address).CanonicalName);
        Assert.Empty(AskedNames);
    }

    [Fact]
    public void ResolveAddress_NoPointer_IsNotFound()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 3);
        Assert.Equal(DnsStatus.NameNotFound, _host.ResolveAddress("192.0.2.77").Status);
    }

    // RFC 6761 6.3 and 6.4, RFC 7686 2.
    [Theory]
    [InlineData("localhost", DnsStatus.Success)]
    [InlineData("a.b.localhost", DnsStatus.Success)]
    [InlineData("invalid", DnsStatus.NameNotFound)]
    [InlineData("a.invalid.", DnsStatus.NameNotFound)]
    [InlineData("abcdef.onion", DnsStatus.NameNotFound)]
    public void Resolve_SpecialName_IsNeverAskedFor(string name, DnsStatus expected)
    {
        UseSearchDomains("one.test");
        Assert.Equal(expected, _host.Resolve(name).Status);
        Assert.Empty(AskedNames);
    }

    [Theory]
    [InlineData("notlocalhost")]
    [InlineData("localhost.test")]
    public void Resolve_NameThatOnlyLooksSpecial_IsAskedFor(string name)
    {
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve(name).Addresses);
        Assert.Equal([name], AskedNames);
    }

    [Fact]
    public void Resolve_Localhost_IsTheLoopbackOfBothVersions()
    {
        Assert.Equal([IpAddress.LoopbackIpv4], _host.Resolve("localhost").Addresses);
        Assert.Equal([IpAddress.LoopbackIpv6], _host.Resolve("localhost", DnsAddressKinds.Ipv6).Addresses);
    }

    private void UseSearchDomains(params string[] domains) =>
        _host.Stack.NameServers.Set(NameServerSource.Static, 0, [_host.Server.Endpoint], domains);
}
