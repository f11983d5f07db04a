using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What UDP cannot bring comes by TCP (RFC 7766 5, RFC 1035 4.2.2).</summary>
public sealed class DnsStreamTests
{
    private readonly ResolverHost _host = new();

    [Fact]
    public void Truncated_Answer_IsAskedForAgainByTcp()
    {
        StreamDnsServer server = new(_host);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
        Assert.Single(server.Datagrams);
        Assert.Single(server.Streams);
    }

    [Fact]
    public void Stream_LongAnswer_IsReadWhole()
    {
        // 300 addresses, nearly 5 KB, of which 32 are kept.
        byte[][] records = [.. Enumerable.Range(0, 300).Select(static i => DnsServer.A("", 300, 192, 0, (byte)(2 + (i >> 8)), (byte)i))];
        StreamDnsServer server = new(_host) { AnswerStream = query => StreamDnsServer.Framed(DnsServer.Reply(query, 0, records)) };
        DnsQuery query = _host.Resolve("a.test");
        Assert.Equal(32, query.Addresses.Count);
        Assert.Single(server.Streams);
    }

    // The message's end decides, not the segments'.
    [Fact]
    public void Stream_AnswerInPieces_IsPutTogether()
    {
        byte[] framed = [];
        StreamDnsServer server = new(_host)
        {
            AnswerStream = query =>
            {
                framed = StreamDnsServer.Framed(ResolverHost.GiveAnswer(query));
                return framed[..1];
            },
        };
        DnsQuery query = _host.Stack.Dns.Resolve("a.test", DnsAddressKinds.Ipv4);
        _host.Network.RunFor(TimeSpan.FromMilliseconds(50));
        foreach (byte[] piece in framed[1..].Chunk(7))
        {
            Assert.False(query.IsCompleted);
            server.SendStream(piece);
            _host.Network.RunFor(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal([ResolverHost.AnswerAddress], query.Addresses);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("zero length")]
    [InlineData("less than said")]
    [InlineData("another id")]
    [InlineData("another question")]
    public void Stream_AnswerThatIsNone_EndsInTryAgainInTime(string fault)
    {
        StreamDnsServer server = new(_host);
        server.AnswerStream = query =>
        {
            byte[] framed = StreamDnsServer.Framed(ResolverHost.GiveAnswer(query));
            switch (fault)
            {
                case "nothing": return [];
                case "zero length": return [0, 0];
                case "less than said": return framed[..^4];
                case "another id": framed[2] ^= 1; break;
                default: framed[15] ^= 2; break;
            }

            return framed;
        };
        double seconds = _host.Measure(() => Assert.Equal(DnsStatus.TryAgain, _host.Resolve("a.test").Status));
        Assert.InRange(seconds, 0, 13);
        Assert.Equal(3, server.Streams.Count);
    }

    [Fact]
    public void Stream_Refused_NextServerIsAsked()
    {
        StreamDnsServer server = new(_host, takesStreams: false);
        _host.Second.Answer = ResolverHost.GiveAnswer;
        _host.UseServers(server.Endpoint, _host.Second.Endpoint);
        double seconds = _host.Measure(() => Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses));
        Assert.Equal(0, seconds, tolerance: 0.1);
    }

    // What truncated answers bring is not the whole, whatever it is.
    [Fact]
    public void Truncated_WithRecords_IsNotUsed()
    {
        StreamDnsServer server = new(_host);
        server.Answer = query =>
        {
            byte[] reply = DnsServer.Reply(query, 0, DnsServer.A("", 300, 6, 6, 6, 6));
            reply[2] |= 2;
            return reply;
        };
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
    }

    // A datagram longer than we said we take (RFC 6891 6.2.3) is cut off by us, not by the server.
    [Fact]
    public void Datagram_LongerThanAnnounced_IsAskedForAgainByTcp()
    {
        StreamDnsServer server = new(_host);
        byte[][] records = [.. Enumerable.Range(0, 80).Select(static i => DnsServer.A("", 300, 6, 6, 6, (byte)i))];
        server.Answer = query => DnsServer.Reply(query, 0, records);
        Assert.Equal([ResolverHost.AnswerAddress], _host.Resolve("a.test").Addresses);
    }

    [Fact]
    public void Stream_Done_LeavesNothingBehind()
    {
        _ = new StreamDnsServer(_host);
        _host.Resolve("a.test");
        _host.Network.RunFor(TimeSpan.FromMinutes(5));
        Assert.Empty(_host.Stack.Tcp.GetConnections());
        Assert.Empty(_host.Stack.Udp.GetListeners());
    }
}
