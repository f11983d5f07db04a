using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class RequestParserTests
{
    // Pieces of which requests, right and wrong, are put together at random.
    private static readonly string[] s_lines =
    [
        "GET / HTTP/1.1\r\n", "HEAD /a?b HTTP/1.0\r\n", "POST * HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n", "GET / HTTP/2.0\r\n", "GET /\r\n", "\r\n", "\n", "\r",
        "Host: a\r\n", "Host:\r\n", "Host : a\r\n", " folded\r\n", "Content-Length: 5\r\n", "Content-Length: +5\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Connection: close, x\r\n", "Expect: 100-continue\r\n", "X: \0\r\n", "no colon\r\n", "\r\n\r\n",
    ];

    [Fact]
    public void Parse_UsualRequest_TellsEverything()
    {
        (ParseOutcome outcome, RequestHead head, _) = Parse("GET /path?query HTTP/1.1\r\nHost: example.org:8080\r\nAccept: */*\r\n\r\nnext");

        Assert.Equal(ParseOutcome.Complete, outcome);
        Assert.Equal(RequestMethod.Get, head.Method);
        Assert.Equal((4, 5), (head.PathStart, head.PathLength));
        Assert.Equal(1, head.MinorVersion);
        Assert.True(head.KeepAlive);
        Assert.False(head.Chunked);
        Assert.Equal(0, head.ContentLength);
        Assert.Equal(65, head.Length);
    }

    [Theory]
    [InlineData("GET /x HTTP/1.1", "/x")]
    [InlineData("GET http://host/x/y?z HTTP/1.1", "/x/y")]
    [InlineData("GET HTTP://host:80 HTTP/1.1", "")]
    [InlineData("GET http://host?z HTTP/1.1", "")]
    [InlineData("OPTIONS * HTTP/1.1", "")]
    [InlineData("CONNECT host:443 HTTP/1.1", "")]
    public void Parse_EveryTargetForm_FindsThePath(string line, string path)
    {
        string request = $"\r\n{line}\r\nHost: a\r\n\r\n";
        (ParseOutcome outcome, RequestHead head, _) = Parse(request);

        Assert.Equal(ParseOutcome.Complete, outcome);
        Assert.Equal(path, request.Substring(head.PathStart, head.PathLength));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive, close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.7\r\nHost: a\r\n\r\n", true)]
    public void Parse_Connection_DecidesPersistence(string request, bool keepAlive)
    {
        (ParseOutcome outcome, RequestHead head, _) = Parse(request);

        Assert.Equal(ParseOutcome.Complete, outcome);
        Assert.Equal(keepAlive, head.KeepAlive);
    }

    [Theory]
    [InlineData("GET /", HttpStatus.BadRequest)]
    [InlineData("GET  / HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1 ", HttpStatus.BadRequest)]
    [InlineData("G(T / HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData(" GET / HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET / http/1.1", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.10", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1,1", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/2.0", HttpStatus.HttpVersionNotSupported)]
    [InlineData("GET path HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET * HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET /a#b HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET /\x80 HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET /\x01 HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET http:///x HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("GET ftp://host/x HTTP/1.1", HttpStatus.BadRequest)]
    [InlineData("CONNECT / HTTP/1.1", HttpStatus.BadRequest)]
    public void Parse_WrongRequestLine_IsRefused(string line, HttpStatus status)
    {
        (ParseOutcome outcome, _, HttpStatus error) = Parse(line + "\r\nHost: a\r\n\r\n");

        Assert.Equal(ParseOutcome.Failed, outcome);
        Assert.Equal(status, error);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1x\nHost: a\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: ab\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nx\n", HttpStatus.BadRequest)]
    [InlineData("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\x7F\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", HttpStatus.ContentTooLarge)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", HttpStatus.NotImplemented)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", HttpStatus.NotImplemented)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", HttpStatus.ExpectationFailed)]
    public void Parse_WrongRequest_IsRefused(string request, HttpStatus status)
    {
        (ParseOutcome outcome, _, HttpStatus error) = Parse(request);

        Assert.Equal(ParseOutcome.Failed, outcome);
        Assert.Equal(status, error);
    }

    [Fact]
    public void Parse_LongRequestLine_IsUriTooLong() =>
        Assert.Equal(HttpStatus.UriTooLong, Parse("GET /" + new string('a', RequestParser.MaximumLength)).Error);

    [Fact]
    public void Parse_LongFields_AreTooLarge() =>
        Assert.Equal(
            HttpStatus.RequestHeaderFieldsTooLarge,
            Parse("GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('a', RequestParser.MaximumLength)).Error);

    [Fact]
    public void Parse_ManyFields_AreTooLarge() =>
        Assert.Equal(
            HttpStatus.RequestHeaderFieldsTooLarge,
            Parse("GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 64)) + "\r\n").Error);

    [Fact]
    public void Parse_HeadOfExactlyTheLimit_IsAccepted()
    {
        string head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        string request = head + new string('a', RequestParser.MaximumLength - head.Length - 4) + "\r\n\r\n";

        Assert.Equal(ParseOutcome.Complete, Parse(request).Outcome);
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Prop.ForAll<byte[]>(bytes =>
    {
        RequestParser parser = default;
        parser.Parse(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_InPieces_GivesTheSameAsAtOnce() => Prop.ForAll<byte[], byte>((choice, step) =>
    {
        byte[] request = Encoding.Latin1.GetBytes(string.Concat(choice.Select(each => s_lines[each % s_lines.Length])));
        RequestParser atOnce = default;
        ParseOutcome expected = atOnce.Parse(request);

        RequestParser inPieces = default;
        ParseOutcome outcome = ParseOutcome.NeedMore;
        for (int length = 0; outcome == ParseOutcome.NeedMore && length < request.Length;)
        {
            length = Math.Min(request.Length, length + 1 + (step % 16));
            outcome = inPieces.Parse(request.AsSpan(0, length));
        }

        Assert.Equal(expected, outcome);
        Assert.Equal(atOnce.Error, inPieces.Error);
        if (expected == ParseOutcome.Complete)
            Assert.Equal(atOnce.Head, inPieces.Head);
    }).QuickCheckThrowOnFailure();

    private static (ParseOutcome Outcome, RequestHead Head, HttpStatus Error) Parse(string request)
    {
        RequestParser parser = default;
        ParseOutcome outcome = parser.Parse(Encoding.Latin1.GetBytes(request));
        return (outcome, parser.Head, parser.Error);
    }
}
