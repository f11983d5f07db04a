using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Qemu.Tests.Servers;

/// <summary>Answers whatever it is asked with the same page, by TLS, one connection after the other.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    public const int PageLength = 100_000;

    private readonly Socket _listener;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <summary>Listens at a free port; the socket and the certificate are its own from now on.</summary>
    public HttpsServer(Socket listener, IPAddress address, X509Certificate2 certificate)
    {
        _listener = listener;
        _certificate = certificate;
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        _serving = ServeAsync();
    }

    public string Url => $"https://{_listener.LocalEndPoint}/";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptAsync(_end.Token);
            try
            {
                await AnswerAsync(socket);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // The client does not trust the certificate.
            }
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
        {
        }

        string answer = $"HTTP/1.1 200 OK\r\nContent-Length: {PageLength}\r\nConnection: close\r\n\r\n{new string('x', PageLength)}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _end.Token);
        await stream.ShutdownAsync();
    }
}
