using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Iperf3.Control;

/// <summary>
/// The control connection: one-byte states, and JSON texts behind a length of 32 bits in network order. What the peer closes early
/// throws <see cref="EndOfStreamException"/>.
/// </summary>
internal sealed class ControlChannel(Socket socket)
{
    /// <summary>Length in bytes of what a client writes first on each of its connections, to tell which belong together.</summary>
    public const int CookieLength = 37;

    /// <summary>Reads a connection's cookie.</summary>
    public static async Task<byte[]> ReadCookieAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] cookie = new byte[CookieLength];
        await ReadExactlyAsync(socket, cookie, cancellation).ConfigureAwait(false);
        return cookie;
    }

    /// <summary>Reads a connection's cookie by calls that block.</summary>
    public static byte[] ReadCookie(Socket socket)
    {
        byte[] cookie = new byte[CookieLength];
        for (int length = 0; length < cookie.Length;)
        {
            int count = socket.Receive(cookie.AsSpan(length));
            length += count > 0 ? count : throw new EndOfStreamException();
        }

        return cookie;
    }

    public async Task SendAsync(ControlState state, CancellationToken cancellation) =>
        await SendAllAsync(new[] { (byte)state }, cancellation).ConfigureAwait(false);

    public async Task<ControlState> ReadStateAsync(CancellationToken cancellation)
    {
        byte[] state = new byte[1];
        await ReadExactlyAsync(socket, state, cancellation).ConfigureAwait(false);
        return (ControlState)state[0];
    }

    /// <summary>Tells the client what is wrong; the test is over with that.</summary>
    public async Task SendErrorAsync(ControlError error, CancellationToken cancellation)
    {
        byte[] message = new byte[9];
        message[0] = unchecked((byte)ControlState.ServerError);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), (int)error);
        await SendAllAsync(message, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads a text of at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="InvalidDataException">It is longer, or empty.</exception>
    public async Task<byte[]> ReadJsonAsync(int limit, CancellationToken cancellation)
    {
        byte[] prefix = new byte[sizeof(uint)];
        await ReadExactlyAsync(socket, prefix, cancellation).ConfigureAwait(false);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length == 0 || length > limit)
            throw new InvalidDataException($"a JSON text of {length} bytes is announced");
        byte[] text = new byte[length];
        await ReadExactlyAsync(socket, text, cancellation).ConfigureAwait(false);
        return text;
    }

    public async Task SendJsonAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        byte[] message = new byte[sizeof(uint) + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, text.Length);
        text.CopyTo(message.AsMemory(sizeof(uint)));
        await SendAllAsync(message, cancellation).ConfigureAwait(false);
    }

    private static async Task ReadExactlyAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            int count = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            if (count == 0)
                throw new EndOfStreamException();
            buffer = buffer[count..];
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        while (!message.IsEmpty)
            message = message[await socket.SendAsync(message, cancellation).ConfigureAwait(false)..];
    }
}
