using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>
/// HttpClient against a server of the step's own. It weighs some megabytes in an image, which can leave it out by
/// <c>RuntimeHostConfigurationOption Include="Sabos.HelloStd.HttpClient" Value="false" Trim="true"</c>.
/// </summary>
internal static class HttpClientStep
{
    [FeatureSwitchDefinition("Sabos.HelloStd.HttpClient")]
    public static bool IsSupported => !AppContext.TryGetSwitch("Sabos.HelloStd.HttpClient", out bool isEnabled) || isEnabled;

    /// <summary>An IPv6 address stands in brackets: <c>http://[::1]:PORT/</c>.</summary>
    public static Task GetByAddressAsync(IPAddress loopback, CancellationToken cancellation) =>
        GetAsync(loopback, listener => $"http://{listener}/", cancellation);

    public static Task GetByNameAsync(IPAddress loopback, CancellationToken cancellation) =>
        GetAsync(loopback, listener => $"http://localhost:{listener.Port}/", cancellation);

    private static async Task GetAsync(IPAddress loopback, Func<IPEndPoint, string> url, CancellationToken cancellation)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        Task server = AnswerAsync(listener, cancellation);

        using SocketsHttpHandler handler = new() { UseProxy = false };
        using HttpClient client = new(handler);
        string body = await client.GetStringAsync(new Uri(url((IPEndPoint)listener.LocalEndpoint)), cancellation).ConfigureAwait(false);
        Expect.Equal("hello", body, "the page");
        await server.ConfigureAwait(false);
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken cancellation)
    {
        using Socket socket = await listener.AcceptSocketAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[4096];
        int total = 0;
        while (!buffer.AsSpan(0, total).EndsWith("\r\n\r\n"u8))
        {
            int length = await socket.ReceiveAsync(buffer.AsMemory(total), cancellation).ConfigureAwait(false);
            Expect.True(length > 0, "the request ended early");
            total += length;
        }

        Expect.True(Encoding.ASCII.GetString(buffer, 0, total).StartsWith("GET / HTTP/1.1\r\n", StringComparison.Ordinal), "the request line");
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), cancellation).ConfigureAwait(false);
    }
}
