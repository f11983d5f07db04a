using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>A client that keeps its connection and reads responses by their Content-Length.</summary>
internal sealed class HttpTestClient : IDisposable
{
    private const string ContentLength = "\r\nContent-Length: ";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[16384];
    private int _length;

    public async Task ConnectAsync(IPEndPoint server, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        _socket.NoDelay = true;
    }

    /// <summary>Asks for <paramref name="path"/>; the status and the body.</summary>
    public async Task<(int Status, string Body)> RequestAsync(string method, string path, CancellationToken cancellation)
    {
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: sabos\r\n\r\n"), cancellation).ConfigureAwait(false);
        int headLength;
        while ((headLength = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
            await ReceiveAsync(cancellation).ConfigureAwait(false);

        string head = Encoding.ASCII.GetString(_buffer, 0, headLength + 2);
        int total = headLength + 4 + (method == "HEAD" ? 0 : ParseLength(head));
        while (_length < total)
            await ReceiveAsync(cancellation).ConfigureAwait(false);
        Check.Equal(total, _length, "bytes of a response");
        _length = 0;
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), Encoding.UTF8.GetString(_buffer, headLength + 4, total - headLength - 4));
    }

    public void Dispose() => _socket.Dispose();

    private static int ParseLength(string head)
    {
        int start = head.IndexOf(ContentLength, StringComparison.Ordinal);
        Check.True(start >= 0, "a response has no Content-Length");
        start += ContentLength.Length;
        return int.Parse(head.AsSpan(start, head.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        int received = await _socket.ReceiveAsync(_buffer.AsMemory(_length), cancellation).ConfigureAwait(false);
        Check.True(received > 0, "the server closed the connection amid a response");
        _length += received;
    }
}
