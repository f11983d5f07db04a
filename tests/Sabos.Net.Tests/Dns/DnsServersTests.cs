using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Which server is asked when.</summary>
public sealed class DnsServersTests
{
    private readonly ResolverHost _host = new();

    public DnsServersTests() => _host.UseServers(_host.Server.Endpoint, _host.Second.Endpoint);

    // resolv.conf(5): all servers, then all again with a longer timeout.
    [Fact]
    public void Servers_BothSilent_AreAskedInTurnInRounds()
    {
        _host.Server.Answer = static _ => null;
        double seconds = _host.Measure(() => Assert.Equal(DnsStatus.TryAgain, _host.Resolve("a.test").Status));
        Assert.Equal(3, _host.Server.Queries.Count);
        Assert.Equal(3, _host.Second.Queries.Count);
        Assert.Equal(2 * (1 + 2 + 4), seconds, tolerance: 0.1);
    }

    [Fact]
    public void Options_TimeoutAndAttempts_AreKept()
    {
        _host.Stack.Dns.Options = new DnsOptions { Timeout = TimeSpan.FromSeconds(3), Attempts = 2 };
        _host.UseServers(_host.Second.Endpoint);
        double seconds = _host.Measure(() => Assert.Equal(DnsStatus.TryAgain, _host.Resolve("a.test").Status));
        Assert.Equal(2, _host.Second.Queries.Count);
        Assert.Equal(3 + 6, seconds, tolerance: 0.1);
    }

    // Router advertisements with lifetimes of a second or two.
    [Fact]
    public void Servers_ComingAndGoing_QuestionEnds()
    {
        _host.Server.Answer = static _ => null;
        DnsQuery query = _host.Stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        int changes = 0;
        for (; !query.IsCompleted && changes < 60; changes++)
        {
            _host.UseServers((changes % 2 == 0 ? _host.Server : _host.Second).Endpoint);
            _host.Network.RunFor(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(DnsStatus.TryAgain, query.Status);
        Assert.InRange(changes, 4, 8);
    }

    [Fact]
    public void Rotate_ManyQuestions_AreSharedByTheServers()
    {
        _host.Second.Answer = ResolverHost.GiveAnswer;
        _host.Stack.Dns.Options = new DnsOptions { Rotate = true };
        for (int i = 0; i < 10; i++)
        {
            _host.Resolve($"h{i}.test");
        }

        Assert.Equal(5, _host.Server.Queries.Count);
        Assert.Equal(5, _host.Second.Queries.Count);
    }

    // Nothing in it, neither authoritative nor willing to ask others: RFC 1034 4.3.1's referral, of no use to a stub.
    [Fact]
    public void LameServer_NextIsAsked()
    {
        _host.Server.Answer = static query =>
        {
            byte[] reply = DnsServer.Reply(query);
            reply[3] &= 0x7F;
            return reply;
        };
        _host.Second.Answer = ResolverHost.GiveAnswer;
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
    }

    // A server that may know later weighs more than one that will not say.
    [Theory]
    [InlineData(5, 5, DnsStatus.Failed)]
    [InlineData(5, 2, DnsStatus.TryAgain)]
    [InlineData(2, 5, DnsStatus.TryAgain)]
    public void Servers_FailDifferently_StatusSaysWhetherToTryAgain(int first, int second, DnsStatus expected)
    {
        _host.Server.Answer = query => DnsServer.Reply(query, first);
        _host.Second.Answer = query => DnsServer.Reply(query, second);
        Assert.Equal(expected, _host.Resolve("a.test").Status);
    }

    // The host of the first server says that nobody listens (RFC 1122 4.1.3.3).
    [Fact]
    public void Server_PortUnreachable_NextIsAskedAtOnce()
    {
        StreamDnsServer host = new(_host);
        _host.UseServers(host.Endpoint with { Port = 54 }, _host.Server.Endpoint);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses));
        Assert.Equal(0, seconds, tolerance: 0.1);
    }

    [Fact]
    public void Server_WithoutRoute_NextIsAskedAtOnce()
    {
        _host.UseServers(new IpEndpoint(IpAddress.FromIpv4(198, 51, 100, 1), 53), _host.Server.Endpoint);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses));
        Assert.Equal(0, seconds, tolerance: 0.1);
    }

    [Fact]
    public void NameServers_ChangeMeanwhile_TheNewOnesAreAskedAtOnce()
    {
        _host.UseServers(_host.Second.Endpoint);
        DnsQuery query = _host.Stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        _host.Network.RunFor(TimeSpan.FromMilliseconds(200));
        _host.UseServers(_host.Server.Endpoint);
        _host.Network.RunFor(TimeSpan.FromMilliseconds(200));
        Assert.Equal([ResolverHost.AnswerAddress], query.Addresses);
    }

    [Fact]
    public void NameServers_GoneMeanwhile_Fails()
    {
        _host.UseServers(_host.Second.Endpoint);
        DnsQuery query = _host.Stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        _host.Network.RunFor(TimeSpan.FromMilliseconds(200));
        _host.UseServers();
        _host.Network.RunFor(TimeSpan.FromMilliseconds(200));
        Assert.Equal(DnsStatus.Failed, query.Status);
    }

    // Bounded: what is too much is told so and not queued.
    [Fact]
    public void Resolve_ThousandNamesAtOnce_TooManyAreTurnedAway()
    {
        _host.Server.Answer = static _ => null;
        DnsQuery[] queries = [.. Enumerable.Range(0, 1000).Select(i => _host.Stack.Dns.Resolve($"h{i}.test", DnsAddressKinds.Ipv4))];
        Assert.Equal(256, queries.Count(static query => !query.IsCompleted));
        Assert.All(queries.Where(static query => query.IsCompleted), static query => Assert.Equal(DnsStatus.TryAgain, query.Status));
        _host.Network.RunFor(TimeSpan.FromMinutes(1));
        Assert.All(queries, static query => Assert.True(query.IsCompleted));
    }
}
