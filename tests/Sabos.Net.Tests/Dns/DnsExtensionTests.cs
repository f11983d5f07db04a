using System;
using System.Buffers.Binary;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>EDNS(0), RFC 6891.</summary>
public sealed class DnsExtensionTests
{
    private readonly ResolverHost _host = new();

    private byte[] LastQuery => _host.Server.Queries[^1].Message;

    // 6.1.2: the root, type 41, the size we take, version 0; RFC 9715 names 1232 to 1400 bytes.
    [Fact]
    public void Query_CarriesAnOptRecord_With1232Bytes()
    {
        _host.Resolve("a.test");
        byte[] query = LastQuery;
        Assert.Equal(1, query[11]);
        Assert.Equal([0, 0, 41, 1232 >> 8, 1232 & 0xFF, 0, 0, 0, 0, 0, 0], query[DnsServer.QuestionEnd(query)..]);
    }

    // 7: a server that does not know it says FORMERR (or NOTIMP); one that knows another version says BADVERS.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Server_DoesNotTakeIt_IsAskedWithoutFromThenOn(int code)
    {
        _host.Server.Answer = query => query[11] == 0 ? ResolverHost.GiveAnswer(query) : WithCode(query, code);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses));
        Assert.Equal(0, seconds, tolerance: 0.1);
        Assert.Equal([1, 0], _host.Server.Queries.Select(static query => (int)query.Message[11]));

        _host.Resolve("b.test");
        Assert.Equal(3, _host.Server.Queries.Count);
        Assert.Equal(0, LastQuery[11]);
    }

    [Fact]
    public void Server_FormatErrorWithoutIt_NextServerIsAsked()
    {
        _host.Server.Answer = static query => DnsServer.Reply(query, 1);
        _host.Second.Answer = ResolverHost.GiveAnswer;
        _host.UseServers(_host.Server.Endpoint, _host.Second.Endpoint);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
        Assert.Equal(2, _host.Server.Queries.Count);
    }

    // What lies between drops it without a word.
    [Fact]
    public void Silence_LastRound_IsAskedWithout()
    {
        _host.Server.Answer = static query => query[11] == 0 ? ResolverHost.GiveAnswer(query) : null;
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
        Assert.Equal([1, 1, 0], _host.Server.Queries.Select(static query => (int)query.Message[11]));
    }

    [Fact]
    public void Answer_WithOptRecord_IsTaken()
    {
        _host.Server.Answer = static query => Extend(ResolverHost.GiveAnswer(query), 0);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
    }

    private static byte[] WithCode(byte[] query, int code) =>
        code < 16 ? DnsServer.Reply(query, code) : Extend(DnsServer.Reply(query), code >> 4);

    private static byte[] Extend(byte[] reply, int upperCode)
    {
        byte[] extended = [.. reply, 0, 0, 41, 4, 0, (byte)upperCode, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(extended.AsSpan(10), 1);
        return extended;
    }
}
