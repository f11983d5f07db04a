using System;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Transfer;
using Xunit;

namespace Sabos.Interop.Tests;

/// <summary>Linux's end of a transfer: whatever arrives is compared by SHA-256 at both ends.</summary>
internal static class TransferClient
{
    private const ulong OwnSeed = 99;
    private const int BufferLength = 64 * 1024;

    /// <summary>Asks for a stream and sends one at the same time.</summary>
    /// <param name="socket">Connected; disposed at the end.</param>
    /// <param name="request">What the service is to do.</param>
    /// <param name="toSend">The bytes to send, beside the request.</param>
    /// <param name="cancellation">Ends a transfer that hangs.</param>
    public static async Task AskAsync(Socket socket, TransferRequest request, long toSend, CancellationToken cancellation)
    {
        await SendAllAsync(socket, Encoding.ASCII.GetBytes($"{request}\n"), cancellation);
        await ExchangeAsync(socket, request, toSend, cancellation);
    }

    /// <summary>The same on a connection that the service has opened because it was asked to.</summary>
    public static async Task ExchangeAsync(Socket socket, TransferRequest request, long toSend, CancellationToken cancellation)
    {
        using (socket)
        {
            Task<byte[]> sending = SendStreamAsync(socket, toSend, cancellation);
            byte[] received = await ReceiveStreamAsync(socket, request.Length, cancellation);
            byte[] answer = new byte[2 * SHA256.HashSizeInBytes];
            await ReceiveExactlyAsync(socket, answer, cancellation);

            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], cancellation));
            Assert.Equal(Digest(request), received);
            Assert.Equal(Convert.ToHexStringLower(await sending), Encoding.ASCII.GetString(answer));
        }
    }

    /// <summary>Sends messages of many sizes, each when the one before has come back.</summary>
    public static async Task EchoAsync(Socket socket, int messages, CancellationToken cancellation)
    {
        using (socket)
        {
            await SendAllAsync(socket, "echo\n"u8.ToArray(), cancellation);
            KnownStream stream = new(OwnSeed);
            Random lengths = new(messages);
            for (int i = 0; i < messages; i++)
            {
                // Mostly small, some of several segments.
                byte[] message = new byte[lengths.Next(10) == 0 ? lengths.Next(1, 10_000) : lengths.Next(1, 200)];
                byte[] echo = new byte[message.Length];
                stream.Fill(message);
                await SendAllAsync(socket, message, cancellation);
                await ReceiveExactlyAsync(socket, echo, cancellation);
                Assert.Equal(message, echo);
            }

            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], cancellation));
        }
    }

    private static byte[] Digest(TransferRequest request)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        KnownStream stream = new(request.Seed);
        byte[] buffer = new byte[BufferLength];
        for (long left = request.Length; left > 0; left -= buffer.Length)
        {
            stream.Fill(buffer);
            digest.AppendData(buffer, 0, (int)Math.Min(left, buffer.Length));
        }

        return digest.GetHashAndReset();
    }

    private static async Task<byte[]> SendStreamAsync(Socket socket, long length, CancellationToken cancellation)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        KnownStream stream = new(OwnSeed);
        byte[] buffer = new byte[BufferLength];
        for (long left = length; left > 0; left -= buffer.Length)
        {
            int count = (int)Math.Min(left, buffer.Length);
            stream.Fill(buffer);
            digest.AppendData(buffer, 0, count);
            await SendAllAsync(socket, buffer.AsMemory(0, count), cancellation);
        }

        socket.Shutdown(SocketShutdown.Send);
        return digest.GetHashAndReset();
    }

    private static async Task<byte[]> ReceiveStreamAsync(Socket socket, long length, CancellationToken cancellation)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferLength];
        for (long left = length; left > 0;)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            Assert.NotEqual(0, count);
            digest.AppendData(buffer, 0, count);
            left -= count;
        }

        return digest.GetHashAndReset();
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, cancellation)..];
    }

    private static async Task ReceiveExactlyAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (buffer.Length > 0)
        {
            int count = await socket.ReceiveAsync(buffer, cancellation);
            Assert.NotEqual(0, count);
            buffer = buffer[count..];
        }
    }
}
