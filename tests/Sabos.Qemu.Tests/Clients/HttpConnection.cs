using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>One kept HTTP/1.1 connection for a closed loop: a request, its whole answer, the next request.</summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly byte[] s_endOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _answer = new byte[64 * 1024];

    private HttpConnection(Socket socket, CancellationToken cancellation)
    {
        _socket = socket;
        _cancellation = cancellation;
    }

    /// <summary>Connects and has one request answered: then the image has accepted.</summary>
    public static async Task<HttpConnection> OpenAsync(QemuMachine machine, string path)
    {
        HttpConnection connection = new(await machine.Network.ConnectAsync(80, machine.Ended), machine.Ended);
        try
        {
            await connection.GetAsync(path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends GET and returns the length of the answer's body.</summary>
    /// <exception cref="InvalidDataException">The status is not 200, or there is no Content-Length.</exception>
    public async Task<int> GetAsync(string path)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: image\r\n\r\n");
        for (int sent = 0; sent < request.Length;)
            sent += await _socket.SendAsync(request.AsMemory(sent), _cancellation);

        int received = 0;
        int end;
        while ((end = _answer.AsSpan(0, received).IndexOf(s_endOfHead)) < 0)
            received += await ReceiveAsync(received);
        string head = Encoding.ASCII.GetString(_answer, 0, end);
        int length = LengthOf(head);
        int total = end + s_endOfHead.Length + length;
        while (received < total)
            received += await ReceiveAsync(received);
        return received == total ? length : throw new InvalidDataException($"{received - total} bytes behind the answer");
    }

    /// <summary>Says that nothing more will come, and waits until the image has nothing more to say either.</summary>
    public async Task CloseAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        int count = await _socket.ReceiveAsync(_answer, _cancellation);
        if (count > 0)
            throw new InvalidDataException($"{count} bytes behind the last answer");
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(int at)
    {
        int count = await _socket.ReceiveAsync(_answer.AsMemory(at), _cancellation);
        return count > 0 ? count : throw new EndOfStreamException("The image closed the connection");
    }

    private static int LengthOf(string head)
    {
        string[] lines = head.Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            throw new InvalidDataException(lines[0]);
        foreach (string line in lines)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                return int.Parse(line.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture);
        }

        throw new InvalidDataException("No Content-Length");
    }
}
