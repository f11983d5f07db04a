using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class HttpServerTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    private static HttpServerOptions Patient { get; } =
        new() { IdleTimeout = s_never, HeadTimeout = s_never, BodyTimeout = s_never, SendTimeout = s_never, CloseTimeout = s_never };

    [Fact]
    public async Task Serve_HalfClosedClient_StillGetsItsAnswer()
    {
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes(Request));
        client.Shutdown(SocketShutdown.Send);

        string answer = await ReadToEndAsync(client);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ByteByByte_IsAnswered()
    {
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        client.NoDelay = true;
        foreach (byte next in Encoding.ASCII.GetBytes(Request))
            await client.SendAsync(new[] { next });
        client.Shutdown(SocketShutdown.Send);

        Assert.EndsWith("\r\n\r\nhello", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PipelinedBeyondTheBuffer_AnswersAllInOrder()
    {
        const int Requests = 2000;
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        Task send = SendManyAsync(client, Requests);

        string answers = await ReadToEndAsync(client);
        await send;

        Assert.Equal(Requests, answers.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Equal(Requests, server.Server.Statistics.Requests);
    }

    [Fact]
    public async Task Serve_LargestHead_IsAnswered()
    {
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        string padding = new('x', RequestParser.MaximumLength - Request.Length - 5);
        await client.SendAsync(Encoding.ASCII.GetBytes(Request[..^2] + "X: " + padding + "\r\n\r\n"));
        client.Shutdown(SocketShutdown.Send);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_RefusedWithInputUnread_IsNotReset()
    {
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes("wrong\r\n\r\n" + new string('x', 100_000)));
        client.Shutdown(SocketShutdown.Send);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_IdleConnection_IsClosedSilently()
    {
        await using LoopbackServer server = new(Patient with { IdleTimeout = TimeSpan.FromSeconds(60) });
        using Socket client = await server.ConnectAsync();

        Assert.Equal("", await server.Time.AdvanceUntilAsync(ReadToEndAsync(client)));
    }

    [Fact]
    public async Task Timeout_ConnectionAfterALongQuiet_HasItsFullTime()
    {
        await using LoopbackServer server = new(Patient with { IdleTimeout = TimeSpan.FromSeconds(60) });
        using (Socket first = await server.ConnectAsync())
        {
            await ExchangeAsync(first);
            first.Shutdown(SocketShutdown.Send);
            Assert.Equal("", await ReadToEndAsync(first));
        }

        server.Time.Advance(TimeSpan.FromMinutes(10));
        using Socket second = await server.ConnectAsync();
        await ExchangeAsync(second);
        server.Time.Advance(TimeSpan.FromSeconds(30));
        await ExchangeAsync(second);
    }

    [Fact]
    public async Task Timeout_HeadThatStops_Is408()
    {
        await using LoopbackServer server = new(Patient with { HeadTimeout = TimeSpan.FromSeconds(10) });
        using Socket client = await server.ConnectAsync();
        await client.SendAsync("GET / HT"u8.ToArray());

        string answer = await server.Time.AdvanceUntilAsync(ReadToEndAsync(client));

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_BodyThatStops_Is408()
    {
        await using LoopbackServer server = new(Patient with { BodyTimeout = TimeSpan.FromSeconds(10) });
        using Socket client = await server.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345"u8.ToArray());

        string answer = await server.Time.AdvanceUntilAsync(ReadToEndAsync(client));

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_ClientThatTakesNothing_IsGivenUp()
    {
        await using LoopbackServer server = new(Patient with { SendTimeout = TimeSpan.FromSeconds(10) });
        using Socket client = await server.ConnectAsync();

        // Requests until the answers fill every buffer on the way and the server can neither send nor receive.
        Task<int> send = SendUntilBrokenAsync(client);

        Assert.True(await server.Time.AdvanceUntilAsync(send) > 0);
    }

    [Fact]
    public async Task Limit_OneConnectionTooMany_Is503()
    {
        await using LoopbackServer server = new(Patient with { MaximumConnections = 2 });
        List<Socket> clients = [];
        for (int i = 0; i < 2; i++)
        {
            clients.Add(await server.ConnectAsync());
            await ExchangeAsync(clients[i]);
        }

        using (Socket refused = await server.ConnectAsync())
            Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", await ReadToEndAsync(refused), StringComparison.Ordinal);
        Assert.Equal(1, server.Server.Statistics.Refused);

        // Those within the limit do not notice.
        foreach (Socket client in clients)
        {
            await ExchangeAsync(client);
            client.Dispose();
        }
    }

    [Fact]
    public async Task Stop_IdleConnections_AreClosedAndTheServerEnds()
    {
        await using LoopbackServer server = new(Patient);
        using Socket client = await server.ConnectAsync();
        await ExchangeAsync(client);

        await server.StopAsync();

        Assert.Equal("", await ReadToEndAsync(client));
        client.Dispose();
        await server.Running;
        Assert.Equal(0, server.Server.Connections);
    }

    [Fact]
    public async Task Stop_ClientThatStays_IsCutOffAfterTheTimeout()
    {
        await using LoopbackServer server = new(Patient with { CloseTimeout = TimeSpan.FromSeconds(2) });
        using Socket client = await server.ConnectAsync();
        await ExchangeAsync(client);
        await server.StopAsync();

        await server.Time.AdvanceUntilAsync(server.Running.ContinueWith(_ => true, TaskScheduler.Default));

        Assert.Equal(0, server.Server.Connections);
    }

    private static async Task ExchangeAsync(Socket client)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(Request));
        byte[] buffer = new byte[1024];
        int length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).EndsWith("hello", StringComparison.Ordinal))
        {
            int received = await client.ReceiveAsync(buffer.AsMemory(length));
            Assert.NotEqual(0, received);
            length += received;
        }
    }

    private static async Task SendManyAsync(Socket client, int requests)
    {
        for (int i = 0; i < requests; i++)
            await client.SendAsync(Encoding.ASCII.GetBytes(Request));
        client.Shutdown(SocketShutdown.Send);
    }

    private static async Task<int> SendUntilBrokenAsync(Socket client)
    {
        byte[] request = Encoding.ASCII.GetBytes(Request);
        int sent = 0;
        try
        {
            while (true)
                sent += await client.SendAsync(request);
        }
        catch (SocketException)
        {
            return sent;
        }
    }

    private static async Task<string> ReadToEndAsync(Socket client)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        int length;
        while ((length = await client.ReceiveAsync(buffer)) > 0)
            text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        return text.ToString();
    }
}
