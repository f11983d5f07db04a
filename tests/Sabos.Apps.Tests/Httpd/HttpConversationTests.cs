using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class HttpConversationTests
{
    private const string Date = "Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n";
    private const string Page = "HTTP/1.1 200 OK\r\nServer: Sabos\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n" + Date;

    private static readonly string s_large = new('x', 100_000);

    private readonly HttpService _service = Service();
    private readonly ResponseBuffer _output = new();
    private readonly HttpConversation _conversation;

    public HttpConversationTests() => _conversation = new HttpConversation(_service);

    [Fact]
    public void Advance_Get_SendsThePage() =>
        Assert.Equal((ConversationStep.Receive, Page + "\r\nhello"), Advance("GET /page HTTP/1.1\r\nHost: a\r\n\r\n"));

    [Fact]
    public void Advance_LargePageBehindAnotherResponse_IsSentWhole()
    {
        string large = Page.Replace("Length: 5", "Length: 100000", StringComparison.Ordinal) + "\r\n" + s_large;

        Assert.Equal(
            (ConversationStep.Receive, Page + "\r\nhello" + large),
            Advance("GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    [Fact]
    public void Advance_Head_SendsTheHeadAlone() =>
        Assert.Equal((ConversationStep.Receive, Page + "\r\n"), Advance("HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n"));

    [Fact]
    public void Advance_ConnectionClose_ClosesAndSaysSo() =>
        Assert.Equal(
            (ConversationStep.Close, Page + "Connection: close\r\n\r\nhello"),
            Advance("GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));

    [Fact]
    public void Advance_Http10KeepAlive_IsConfirmed() =>
        Assert.Equal(
            (ConversationStep.Receive, Page + "Connection: keep-alive\r\n\r\nhello"),
            Advance("GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));

    [Fact]
    public void Advance_Stopping_IsTheLastResponse()
    {
        _service.IsStopping = true;

        Assert.Equal((ConversationStep.Close, Page + "Connection: close\r\n\r\nhello"), Advance("GET /page HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    [Theory]
    [InlineData("GET /other HTTP/1.1\r\nHost: a\r\n\r\n", "404 Not Found")]
    [InlineData("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n", "500 Internal Server Error")]
    [InlineData("GET /greedy HTTP/1.1\r\nHost: a\r\n\r\n", "503 Service Unavailable")]
    [InlineData("BREW /page HTTP/1.1\r\nHost: a\r\n\r\n", "501 Not Implemented")]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "405 Method Not Allowed")]
    public void Advance_WellFormedButWrong_AnswersAndGoesOn(string request, string status)
    {
        (ConversationStep step, string response) = Advance(request);

        Assert.Equal(ConversationStep.Receive, step);
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", response, StringComparison.Ordinal);
        Assert.Equal((ConversationStep.Receive, Page + "\r\nhello"), Advance("GET /page HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    [Fact]
    public void Advance_Post_NamesTheAllowedMethods()
    {
        (ConversationStep step, string response) = Advance("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");

        Assert.Equal(ConversationStep.Receive, step);
        Assert.Contains("\r\nAllow: GET, HEAD\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_MalformedHead_AnswersAndCloses()
    {
        (ConversationStep step, string response) = Advance("HEAD / HTTP/1.1\r\nHost : a\r\n\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(ConversationStep.Close, step);
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith("\r\nConnection: close\r\n\r\n", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 26\r\n\r\nGET /x HTTP/1.1\r\nHost: b\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\n\r\n")]
    public void Advance_Body_IsNotTakenForARequest(string rest)
    {
        Assert.Equal(
            (ConversationStep.Receive, Page + "\r\nhello" + Page + "\r\n"),
            Advance($"GET /page HTTP/1.1\r\nHost: a\r\n{rest}HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    [Fact]
    public void Advance_OversizeBody_IsRefusedUnread()
    {
        (ConversationStep step, string response) = Advance("GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");

        Assert.Equal(ConversationStep.Close, step);
        Assert.StartsWith("HTTP/1.1 413 Content Too Large\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_ExpectContinue_ContinuesBeforeTheBody()
    {
        Assert.Equal(
            (ConversationStep.Receive, "HTTP/1.1 100 Continue\r\n\r\n"),
            Advance("GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
        Assert.Equal((ConversationStep.Receive, Page + "\r\nhello"), Advance("abc"));
    }

    [Fact]
    public void Advance_ExpectContinueOnError_AnswersAtOnceAndCloses()
    {
        (ConversationStep step, string response) = Advance("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(ConversationStep.Close, step);
        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_ManyPipelinedRequests_GatherUpToALimit()
    {
        const int Requests = 1000;
        byte[] input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /page HTTP/1.1\r\nHost: a\r\n\r\n", Requests)));
        int start = 0;
        int sends = 0;
        ConversationStep step = ConversationStep.Resume;
        while (step == ConversationStep.Resume)
        {
            step = _conversation.Advance(input.AsSpan(start), _output, out int consumed);
            Assert.InRange(_output.Length, 1, 10_000);
            _output.Clear();
            start += consumed;
            sends++;
        }

        Assert.Equal(ConversationStep.Receive, step);
        Assert.Equal(input.Length, start);
        Assert.Equal(Requests, _conversation.Answered);
        Assert.InRange(sends, 2, Requests / 10);
    }

    [Fact]
    public void EndOfInput_AmidARequest_IsBadRequest()
    {
        Advance("GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
        _conversation.EndOfInput(isMidRequest: false, _output);

        Assert.StartsWith("HTTP/1.1 400 ", Sent(), StringComparison.Ordinal);
    }

    [Fact]
    public void EndOfInput_BetweenRequests_SendsNothing()
    {
        Advance("GET /page HTTP/1.1\r\nHost: a\r\n\r\n");
        _conversation.EndOfInput(isMidRequest: false, _output);

        Assert.Equal("", Sent());
        Assert.Equal(ConversationPhase.Closed, _conversation.Phase);
    }

    [Fact]
    public void Advance_AnyBytes_NeverThrowsNorOverruns() => Prop.ForAll<byte[]>(bytes =>
    {
        HttpConversation conversation = new(_service);
        conversation.Advance(bytes, new ResponseBuffer(), out int consumed);
        Assert.InRange(consumed, 0, bytes.Length);
    }).QuickCheckThrowOnFailure();

    /// <summary>Where requests are cut must not change how they are framed: else a second request could hide in the first one's body (RFC 9112, 11.2).</summary>
    [Fact]
    public void Advance_RequestsInAnyPieces_AreAnsweredAsInOne()
    {
        const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";
        string[] parts =
        [
            "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "\r\n",
            Post + "Content-Length: 3\r\n\r\nabc", Post + "Content-Length: 30\r\n\r\n", Post + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
            Post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", Post + "Transfer-Encoding: chunked\r\n\r\na;x=y\r\n0123456789\r\n",
            "10\r\nGET /page HTTP/1\r\n", "0\r\nTrailer: x\r\n\r\n", "abc", "\n", " ", Post, "Transfer-Encoding: chunked, chunked\r\n",
        ];
        Prop.ForAll<byte[], byte>((choice, step) =>
        {
            string input = string.Concat(choice.Select(each => parts[each % parts.Length]));
            Assert.Equal(Converse(input, input.Length + 1), Converse(input, (step % 7) + 1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>All that is answered, with what is received in pieces of a length, and how it ends.</summary>
    private (string Sent, int Answered, ConversationPhase Phase) Converse(string input, int pieceLength)
    {
        HttpConversation conversation = new(_service);
        StringBuilder sent = new();
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        int consumed = 0;
        for (int received = 0; received < bytes.Length && conversation.Phase != ConversationPhase.Closed;)
        {
            received = Math.Min(bytes.Length, received + pieceLength);
            ConversationStep step;
            do
            {
                step = conversation.Advance(bytes.AsSpan(consumed, received - consumed), _output, out int taken);
                consumed += taken;
                sent.Append(Sent());
            }
            while (step == ConversationStep.Resume);
        }

        return (sent.ToString(), conversation.Answered, conversation.Phase);
    }

    private static HttpService Service()
    {
        IHttpResource page = new StaticResource("/page", "text/plain", "hello"u8.ToArray());
        IHttpResource large = new StaticResource("/large", "text/plain", Encoding.ASCII.GetBytes(s_large));
        IHttpResource broken = new FailingResource("/broken", new InvalidOperationException("broken"));
        IHttpResource greedy = new FailingResource("/greedy", new InsufficientMemoryException());
        return new HttpService(
            new HttpServerOptions { MaximumBodyLength = 1000 }, new ResourceTable([page, large, broken, greedy]), new ManualTimeProvider());
    }

    private (ConversationStep Step, string Response) Advance(string input)
    {
        ConversationStep step = _conversation.Advance(Encoding.Latin1.GetBytes(input), _output, out int consumed);
        if (step == ConversationStep.Receive)
            Assert.Equal(input.Length, consumed);
        return (step, Sent());
    }

    private string Sent()
    {
        string text = "";
        while (text.Length < _output.Length)
            text += Encoding.Latin1.GetString(_output.From(text.Length).Span);
        _output.Clear();
        return text;
    }

    private sealed class FailingResource(string path, Exception failure) : IHttpResource
    {
        public string Path => path;

        public Representation Current => throw failure;
    }
}
