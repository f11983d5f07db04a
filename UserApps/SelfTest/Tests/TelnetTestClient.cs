using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>A telnet client that answers no option, types lines and reads up to the prompt.</summary>
internal sealed class TelnetTestClient : IDisposable
{
    public const string Prompt = "sabos> ";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[1024];
    private readonly StringBuilder _received = new();

    /// <summary>Connects and waits for the prompt; what came before it.</summary>
    public async Task<string> ConnectAsync(IPEndPoint server, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        return await ReadToPromptAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Types <paramref name="line"/> and Enter.</summary>
    public async Task TypeAsync(string line, CancellationToken cancellation) =>
        await _socket.SendAsync(Encoding.ASCII.GetBytes(line + "\r\0"), cancellation).ConfigureAwait(false);

    /// <summary>Types a command; what the terminal showed up to the next prompt.</summary>
    public async Task<string> CommandAsync(string line, CancellationToken cancellation)
    {
        await TypeAsync(line, cancellation).ConfigureAwait(false);
        return await ReadToPromptAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads until the server closes.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellation)
    {
        while (await ReceiveAsync(cancellation).ConfigureAwait(false))
        {
        }

        return Take(_received.Length);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadToPromptAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = _received.ToString().IndexOf(Prompt, StringComparison.Ordinal)) < 0)
            Check.True(await ReceiveAsync(cancellation).ConfigureAwait(false), "the server closed before its prompt");
        return Take(end + Prompt.Length);
    }

    private async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        int length = await _socket.ReceiveAsync(_buffer, cancellation).ConfigureAwait(false);
        _received.Append(Encoding.Latin1.GetString(_buffer, 0, length));
        return length > 0;
    }

    private string Take(int length)
    {
        string text = _received.ToString(0, length);
        _received.Remove(0, length);
        return text;
    }
}
