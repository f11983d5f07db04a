using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Answers of somebody who is not the server (RFC 5452), beyond those that <see cref="DnsResolverTests"/> has.</summary>
public sealed class DnsForgeryTests
{
    private readonly ResolverHost _host = new();

    // draft-vixie-dnsext-dns0x20: the case of the letters is part of what has to be guessed.
    [Fact]
    public void Query_Name_IsWrittenInMixedCaseAnotherEachTime()
    {
        _host.Server.Answer = _ => null;
        _host.Resolve("a-rather-long-name.example.test");
        string[] written = [.. _host.Server.Queries.Select(static query => System.Text.Encoding.ASCII.GetString(query.Message, 12, 32))];
        Assert.Equal(3, written.Distinct().Count());
        Assert.Single(written.Select(static name => name.ToUpperInvariant()).Distinct());
    }

    [Fact]
    public void Answer_InAnotherCase_IsBelievedByTcpOnly()
    {
        StreamDnsServer server = new(_host)
        {
            Answer = query => InLowerCase(DnsServer.Reply(query, 0, DnsServer.A("", 300, 6, 6, 6, 6))),
            AnswerStream = query => StreamDnsServer.Framed(InLowerCase(ResolverHost.GiveAnswer(query))),
        };
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a-rather-long-name.test").Addresses);
        Assert.Single(server.Streams);
    }

    // A server that changes the case and does not speak TCP either: it is asked in lower case then, that one only.
    [Fact]
    public void Server_ThatChangesCaseWithoutTcp_IsAskedInLowerCase()
    {
        StreamDnsServer server = new(_host, takesStreams: false) { Answer = static query => InLowerCase(ResolverHost.GiveAnswer(query)) };
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a-rather-long-name.test").Addresses);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("another-rather-long-name.test").Addresses);
        Assert.Equal(3, server.Datagrams.Count);

        _host.UseServers(_host.Server.Endpoint);
        _host.Resolve("yet-another-name.test");
        byte[] asked = _host.Server.Queries[^1].Message;
        Assert.NotEqual(InLowerCase(asked.ToArray()), asked);
    }

    // RFC 5452 5: guesses come in numbers.
    [Fact]
    public void StrayAnswers_Many_TheQuestionGoesByTcp()
    {
        StreamDnsServer server = new(_host);
        server.Answer = query =>
        {
            for (int i = 0; i < 20; i++)
            {
                byte[] forged = DnsServer.Reply(query, 0, DnsServer.A("", 300, 6, 6, 6, 6));
                forged[0] ^= (byte)(i + 1);
                Forge(forged, server.Endpoint);
            }

            return null;
        };
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("victim.test").Addresses));
        Assert.Equal(0, seconds, tolerance: 0.1);
        Assert.Single(server.Datagrams);
        Assert.Single(server.Streams);
    }

    [Fact]
    public void StrayAnswers_Few_AreIgnored()
    {
        _host.Server.Answer = query =>
        {
            for (int i = 0; i < 5; i++)
            {
                byte[] forged = DnsServer.Reply(query, 0, DnsServer.A("", 300, 6, 6, 6, 6));
                forged[0] ^= (byte)(i + 1);
                _host.Server.SendToLast(forged);
            }

            return ResolverHost.GiveAnswer(query);
        };
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("victim.test").Addresses);
        Assert.Single(_host.Server.Queries);
    }

    // RFC 2181 5.4.1, RFC 5452 6: what was not asked for is not learnt, wherever in the message it stands.
    [Fact]
    public void Answer_WithRecordsOfOthers_TeachesNothingOfThem()
    {
        _host.Server.Answer = static query =>
        {
            byte[] reply = DnsServer.Reply(query, 0, DnsServer.A("", 300, ResolverHost.Answer), DnsServer.A("bank.test", 300, 6, 6, 6, 6), DnsServer.A("bank.test", 300, 6, 6, 6, 6));
            reply[7]--;
            reply[11]++;
            return reply;
        };
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
        _host.Server.Answer = static query => DnsServer.Reply(query, 3);
        Assert.Equal(DnsStatus.NameNotFound, _host.Resolve("bank.test").Status);
    }

    // One label "victim.test" is not the two labels victim and test.
    [Fact]
    public void Record_WhoseLabelHasADotInside_IsAnotherName()
    {
        byte[] oneLabel = [11, .. "victim.test"u8, 0];
        byte[] record = DnsServer.A("x", 300, 6, 6, 6, 6);
        _host.Server.Answer = query => DnsServer.Reply(query, 0, [.. oneLabel, .. record[3..]]);
        Assert.Equal(DnsStatus.NoData, _host.Resolve("victim.test").Status);
    }

    [Fact]
    public void Alias_ToWhatIsNoName_Fails()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 0, DnsServer.Record("", 5, 300, [4, (byte)'a', (byte)' ', (byte)'b', 0, 0]));
        Assert.Equal(DnsStatus.Failed, _host.Resolve("a.test").Status);
    }

    [Theory]
    [InlineData(1)] // of class CHAOS
    [InlineData(2)] // a longer address
    public void Record_OfAnotherKind_IsNotTaken(int kind)
    {
        byte[] record = DnsServer.A("", 300, kind == 1 ? [6, 6, 6, 6] : [6, 6, 6, 6, 6]);
        record[5] = kind == 1 ? (byte)3 : record[5];
        _host.Server.Answer = query => DnsServer.Reply(query, 0, record);
        Assert.Equal(DnsStatus.NoData, _host.Resolve("a.test").Status);
    }

    [Fact]
    public void Ports_OfManyAttempts_AreDrawnAnew()
    {
        List<int> ports = [];
        for (int i = 0; i < 200; i++)
        {
            _host.Resolve($"host{i}.test");
            ports.Add(_host.Server.Queries[^1].From.Port);
        }

        // Not one after the other: a step of one would come twice in 16,384.
        Assert.InRange(ports.Zip(ports.Skip(1)).Count(static pair => pair.Second - pair.First is 1 or -1), 0, 3);
        Assert.InRange(ports.Distinct().Count(), 190, 200);
    }

    // The one whose answers were in doubt is not asked any more: the next has done nothing.
    [Fact]
    public void Servers_ReplacedWhileCaseIsInDoubt_TheNewOneIsAskedInMixedCase()
    {
        _host.Server.Answer = static query => InLowerCase(ResolverHost.GiveAnswer(query));
        DnsQuery query = _host.Stack.Dns.Resolve("a-name-of-many-letters.test", DnsAddressKinds.Ipv4);
        _host.Network.RunFor(TimeSpan.FromMilliseconds(10));
        _host.UseServers(_host.Second.Endpoint);
        Assert.True(_host.Network.RunUntil(() => query.IsCompleted, TimeSpan.FromSeconds(30)));
        Assert.Equal(3, _host.Second.Queries.Count);
        Assert.All(_host.Second.Queries, static asked => Assert.NotEqual(InLowerCase([.. asked.Message]), asked.Message));
    }

    private static byte[] InLowerCase(byte[] message)
    {
        int end = DnsServer.QuestionEnd(message) - 4;
        for (int i = 12; i < end; i++)
        {
            message[i] = (byte)char.ToLowerInvariant((char)message[i]);
        }

        return message;
    }

    /// <summary>Sends to the socket that just asked, from another station in the server's name.</summary>
    private void Forge(byte[] message, IpEndpoint server)
    {
        IpEndpoint asker = Assert.Single(_host.Stack.Udp.GetListeners());
        _host.Second.Send(message, server, asker);
    }
}
