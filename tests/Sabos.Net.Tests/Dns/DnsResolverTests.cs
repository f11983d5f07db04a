using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class DnsResolverTests
{
    private static readonly byte[] s_answer = ResolverHost.Answer;
    private static readonly IpAddress s_answerAddress = ResolverHost.AnswerAddress;

    private readonly ResolverHost _host = new();
    private readonly SimulatedNetwork _network;
    private readonly DnsServer _server;
    private readonly DnsServer _second;
    private readonly NetworkStack _stack;

    public DnsResolverTests()
    {
        _network = _host.Network;
        _server = _host.Server;
        _second = _host.Second;
        _stack = _host.Stack;
    }

    [Fact]
    public void Resolve_ServerAnswers_GivesAddress()
    {
        DnsQuery query = Resolve("www.example.test");
        Assert.Equal(DnsStatus.Success, query.Status);
        Assert.Equal([s_answerAddress], query.Addresses);
    }

    [Theory]
    [InlineData("192.0.2.9", "192.0.2.9")]
    [InlineData("localhost", "::1 127.0.0.1")]
    [InlineData("db.localhost.", "::1 127.0.0.1")]
    [InlineData("Alpha", "10.0.0.1")]
    public void Resolve_KnownHere_CompletesAtOnceUnasked(string name, string expected)
    {
        DnsQuery query = _stack.Dns.Resolve(name, DnsAddressKinds.Any);
        Assert.True(query.IsCompleted);
        Assert.Equal(expected, string.Join(' ', query.Addresses));
        Assert.Empty(_server.Queries);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("bad name")]
    [InlineData("bücher.example")]
    [InlineData(".")]
    public void Resolve_NoName_IsNotFound(string name)
    {
        DnsQuery query = _stack.Dns.Resolve(name, DnsAddressKinds.Any);
        Assert.Equal(DnsStatus.NameNotFound, query.Status);
    }

    [Fact]
    public void Resolve_LabelOf64_IsNotFound() =>
        Assert.Equal(DnsStatus.NameNotFound, _stack.Dns.Resolve(new string('a', 64) + ".test", DnsAddressKinds.Any).Status);

    [Fact]
    public void Resolve_ManyNames_IdsAndPortsDiffer()
    {
        for (int i = 0; i < 40; i++)
        {
            Resolve($"host{i}.test");
        }

        Assert.True(_server.Queries.Select(query => query.From.Port).Distinct().Count() > 35);
        Assert.True(_server.Queries.Select(query => BinaryPrimitives.ReadUInt16BigEndian(query.Message)).Distinct().Count() > 35);
    }

    // RFC 5452 9.1: id, question, server's address and port, our port. Each alone makes an answer a forgery.
    [Theory]
    [InlineData("id")]
    [InlineData("question name")]
    [InlineData("question type")]
    [InlineData("no response bit")]
    [InlineData("no question")]
    [InlineData("server address")]
    [InlineData("server port")]
    [InlineData("our port")]
    public void Resolve_ForgedAnswer_IsIgnoredAndTrueOneTaken(string forgery)
    {
        _server.Answer = query =>
        {
            byte[] forged = DnsServer.Reply(query, 0, DnsServer.A("", 300, 6, 6, 6, 6));
            IpEndpoint source = _server.Endpoint;
            IpEndpoint target = _server.Queries[^1].From;
            switch (forgery)
            {
                case "id": forged[1] ^= 1; break;
                case "question name": forged[13] ^= 1; break;
                case "question type": forged[DnsServer.QuestionEnd(query) - 3] ^= 28; break;
                case "no response bit": forged[2] &= 0x7F; break;
                case "no question": forged[5] = 0; break;
                case "server address": source = _second.Endpoint; break;
                case "server port": source = source with { Port = 5353 }; break;
                default: target = target with { Port = (ushort)(target.Port ^ 1) }; break;
            }

            _server.SendToLast(forged, source, target);
            return DnsServer.Reply(query, 0, DnsServer.A("", 300, s_answer));
        };

        Assert.Equal([s_answerAddress], Resolve("victim.test").Addresses);
    }

    [Fact]
    public void Resolve_RecordOfAnotherName_IsNotTaken()
    {
        _server.Answer = query => DnsServer.Reply(query, 0, DnsServer.A("other.test", 300, 6, 6, 6, 6));
        DnsQuery query = Resolve("victim.test");
        Assert.Equal(DnsStatus.NoData, query.Status);
    }

    [Fact]
    public void Resolve_ChainOfAliases_IsFollowedInAnyOrder()
    {
        _server.Answer = query => DnsServer.Reply(
            query, 0, DnsServer.A("c.test", 300, s_answer), DnsServer.Cname("b.test", "c.test"), DnsServer.Cname("", "B.test"));
        DnsQuery query = Resolve("a.test");
        Assert.Equal([s_answerAddress], query.Addresses);
        Assert.Equal("c.test", query.CanonicalName);
    }

    [Fact]
    public void Resolve_ChainEndsOutsideTheAnswer_TargetIsAskedFor()
    {
        _server.Answer = query => DnsServer.Asked(query) == "target.test"
            ? DnsServer.Reply(query, 0, DnsServer.A("", 300, s_answer))
            : DnsServer.Reply(query, 0, DnsServer.Cname("", "target.test"));
        DnsQuery query = Resolve("a.test");
        Assert.Equal([s_answerAddress], query.Addresses);
        Assert.Equal("target.test", query.CanonicalName);
        Assert.Equal(2, _server.Queries.Count);
    }

    [Theory]
    [InlineData("a.test")]
    [InlineData("b.test")]
    public void Resolve_CircleOfAliases_Fails(string target)
    {
        _server.Answer = query => DnsServer.Reply(query, 0, DnsServer.Cname("", target), DnsServer.Cname("b.test", "a.test"));
        Assert.Equal(DnsStatus.Failed, Resolve("a.test").Status);
    }

    [Fact]
    public void Resolve_EndlessChainOverManyAnswers_Fails()
    {
        int next = 0;
        _server.Answer = query => DnsServer.Reply(query, 0, DnsServer.Cname("", $"n{next++}.test"));
        Assert.Equal(DnsStatus.Failed, Resolve("a.test").Status);
        Assert.InRange(_server.Queries.Count, 2, 10);
    }

    [Theory]
    [InlineData(3, DnsStatus.NameNotFound)]
    [InlineData(2, DnsStatus.TryAgain)]
    [InlineData(5, DnsStatus.Failed)]
    [InlineData(0, DnsStatus.NoData)]
    public void Resolve_NoAddress_StatusSaysWhy(int code, DnsStatus expected)
    {
        _server.Answer = query => DnsServer.Reply(query, code);
        Assert.Equal(expected, Resolve("none.test").Status);
    }

    [Fact]
    public void Resolve_Silence_AsksAgainThenGivesUp()
    {
        _server.Answer = _ => null;
        Instant start = _network.Clock.Now;
        DnsQuery query = Resolve("none.test");
        Assert.Equal(DnsStatus.TryAgain, query.Status);
        Assert.Equal(3, _server.Queries.Count);
        Assert.Equal(3, _server.Queries.Select(asked => asked.From.Port).Distinct().Count());
        Assert.Equal(1 + 2 + 4, (_network.Clock.Now - start).TotalSeconds, tolerance: 0.1);
    }

    [Theory]
    [InlineData(false, 1.0)]
    [InlineData(true, 0.0)]
    public void Resolve_FirstServerFails_SecondIsAsked(bool saysSo, double afterSeconds)
    {
        _server.Answer = query => saysSo ? DnsServer.Reply(query, 2) : null;
        _second.Answer = query => DnsServer.Reply(query, 0, DnsServer.A("", 300, s_answer));
        UseServers(_server.Endpoint, _second.Endpoint);
        Instant start = _network.Clock.Now;

        Assert.Equal([s_answerAddress], Resolve("a.test").Addresses);
        Assert.Equal(afterSeconds, (_network.Clock.Now - start).TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public void Resolve_NoServers_Fails()
    {
        UseServers();
        Assert.Equal(DnsStatus.Failed, _stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4).Status);
    }

    [Fact]
    public void Resolve_Again_IsCachedForItsTimeToLive()
    {
        _server.Answer = query => DnsServer.Reply(query, 0, DnsServer.A("", 60, s_answer));
        Resolve("a.test");
        Assert.Equal([s_answerAddress], Resolve("A.TEST.").Addresses);
        Assert.Single(_server.Queries);
        _network.RunFor(TimeSpan.FromSeconds(61));
        Assert.Equal([s_answerAddress], Resolve("a.test").Addresses);
        Assert.Equal(2, _server.Queries.Count);
    }

    [Fact]
    public void Resolve_SameNameTwiceAtOnce_IsAskedOnce()
    {
        DnsQuery first = _stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        DnsQuery second = _stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        _network.RunUntil(() => first.IsCompleted && second.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Single(_server.Queries);
        Assert.Equal(first.Addresses, second.Addresses);
    }

    [Fact]
    public void Cancel_OnlyQuery_StopsAsking()
    {
        _server.Answer = _ => null;
        DnsQuery query = _stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        _network.RunFor(TimeSpan.FromMilliseconds(100));
        _stack.Dns.Cancel(query);
        _network.RunFor(TimeSpan.FromSeconds(30));
        Assert.Single(_server.Queries);
        Assert.Empty(_stack.Udp.GetListeners());
    }

    [Fact]
    public void Observer_OnCompletion_IsToldOnce()
    {
        List<Readiness> raised = [];
        DnsQuery query = _stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        query.Observer = new RecordingObserver(raised);
        _network.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal([Readiness.Readable], raised);
    }

    private void UseServers(params IpEndpoint[] servers) => _host.UseServers(servers);

    private DnsQuery Resolve(string name) => _host.Resolve(name);
}
