using System;
using System.Buffers;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Terminals;

namespace Sabos.Telnetd;

/// <summary>A telnet client as a terminal.</summary>
internal sealed class TelnetTerminal(Socket socket) : ITerminal, IDisposable
{
    private const int ReceiveLength = 512;

    private readonly TelnetProtocol _protocol = new();
    private readonly byte[] _received = new byte[ReceiveLength];
    private readonly ArrayBufferWriter<byte> _typed = new();
    private readonly ArrayBufferWriter<byte> _replies = new();
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private readonly SemaphoreSlim _sending = new(1);
    private int _taken;
    private bool _hasReceived;

    public int Columns => _protocol.Columns;

    public bool Echo => _protocol.Echo;

    /// <summary>Opens the negotiation.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        _protocol.Begin(_replies);
        await ReplyAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (_taken == _typed.WrittenCount)
        {
            _typed.ResetWrittenCount();
            _taken = 0;
            int length;
            try
            {
                length = await socket.ReceiveAsync(_received, cancellation).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // A reset ends the session as a close does.
                return 0;
            }

            if (length == 0 || IsRequestOfABrowser(_received.AsSpan(0, length)))
                return 0;
            _protocol.Receive(_received.AsSpan(0, length), _typed, _replies);
            await ReplyAsync(cancellation).ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _typed.WrittenCount - _taken);
        _typed.WrittenMemory.Slice(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _encoded.ResetWrittenCount();
            TelnetEncoder.Encode(text.Span, _encoded);
            await SendAsync(_encoded.WrittenMemory, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    /// <summary>
    /// Any page can make a browser send a form to this port, and the form's lines would run as commands. But a browser begins with a request line, which
    /// nobody types here in one piece: that ends the session.
    /// </summary>
    private bool IsRequestOfABrowser(ReadOnlySpan<byte> received)
    {
        if (_hasReceived)
            return false;
        _hasReceived = true;
        int method = received.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return method > 0 && received[method..].StartsWith(" /"u8);
    }

    private async ValueTask ReplyAsync(CancellationToken cancellation)
    {
        if (_replies.WrittenCount == 0)
            return;
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await SendAsync(_replies.WrittenMemory, cancellation).ConfigureAwait(false);
            _replies.ResetWrittenCount();
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
        }
        catch (SocketException exception)
        {
            throw new IOException("the client is gone", exception);
        }
    }
}
