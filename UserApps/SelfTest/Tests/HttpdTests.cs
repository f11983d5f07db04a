using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>httpd: its pages, its errors, many connections.</summary>
internal static class HttpdTests
{
    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings)
    {
        yield return new DelegateSelfTest("httpd.pages", cancellation => PagesAsync(IPAddress.Loopback, cancellation));
        if (settings.HasIpv6)
            yield return new DelegateSelfTest("httpd.pages-ipv6", cancellation => PagesAsync(IPAddress.IPv6Loopback, cancellation));
        yield return new DelegateSelfTest("httpd.connections", ConnectionsAsync, TimeSpan.FromSeconds(60));
    }

    private static async Task PagesAsync(IPAddress address, CancellationToken cancellation)
    {
        RunningHttpServer httpd = new(address);
        await using (httpd.ConfigureAwait(false))
        {
            using HttpTestClient client = new();
            await client.ConnectAsync(httpd.Server.EndPoint, cancellation).ConfigureAwait(false);
            (int status, string body) = await client.RequestAsync("GET", "/", cancellation).ConfigureAwait(false);
            Check.Equal(200, status, "status of /");
            Check.True(body.Contains("<h1>Sabos</h1>", StringComparison.Ordinal), "the page is not the system's");
            (status, body) = await client.RequestAsync("GET", "/status.json", cancellation).ConfigureAwait(false);
            Check.Equal(200, status, "status of /status.json");
            Check.True(body.StartsWith("{\"host\":", StringComparison.Ordinal), "the JSON is not the system's");
            (status, body) = await client.RequestAsync("GET", "/1k", cancellation).ConfigureAwait(false);
            Check.Equal((200, 1024), (status, body.Length), "status and length of /1k");
            (status, body) = await client.RequestAsync("HEAD", "/1k", cancellation).ConfigureAwait(false);
            Check.Equal((200, 0), (status, body.Length), "status and length of a HEAD of /1k");
            (status, _) = await client.RequestAsync("GET", "/no-such-page", cancellation).ConfigureAwait(false);
            Check.Equal(404, status, "status of a page that does not exist");
            (status, _) = await client.RequestAsync("DELETE", "/", cancellation).ConfigureAwait(false);
            Check.Equal(405, status, "status of a DELETE");
        }
    }

    private static async Task ConnectionsAsync(CancellationToken cancellation)
    {
        const int Connections = 50;
        const int Requests = 20;
        RunningHttpServer httpd = new();
        await using (httpd.ConfigureAwait(false))
        {
            Task[] clients = new Task[Connections];
            for (int i = 0; i < Connections; i++)
                clients[i] = RequestManyAsync(httpd, Requests, cancellation);
            await Task.WhenAll(clients).ConfigureAwait(false);
            Check.Equal(Connections * Requests, httpd.Server.Statistics.Requests, "requests the server counted");
            Check.Equal(0L, httpd.Server.Statistics.Failed, "connections that failed in the server");
        }
    }

    private static async Task RequestManyAsync(RunningHttpServer httpd, int requests, CancellationToken cancellation)
    {
        using HttpTestClient client = new();
        await client.ConnectAsync(httpd.Server.EndPoint, cancellation).ConfigureAwait(false);
        for (int i = 0; i < requests; i++)
        {
            (int status, string body) = await client.RequestAsync("GET", "/1k", cancellation).ConfigureAwait(false);
            Check.Equal((200, 1024), (status, body.Length), "status and length of /1k");
        }
    }
}
