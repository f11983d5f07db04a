using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>TCP over the loopback, to the machine's own address, and to a peer outside where one is named.</summary>
internal static class TcpTests
{
    private const int BulkLength = 1 << 20;

    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings)
    {
        yield return new DelegateSelfTest("tcp.loopback", cancellation => EchoAsync(IPAddress.Loopback, cancellation));
        yield return new DelegateSelfTest("tcp.own-address", cancellation => EchoAsync(OwnAddress.Find(), cancellation));
        if (settings.HasIpv6)
            yield return new DelegateSelfTest("tcp.loopback-ipv6", cancellation => EchoAsync(IPAddress.IPv6Loopback, cancellation));
        yield return new DelegateSelfTest("tcp.connections", ManyConnectionsAsync);
        yield return new DelegateSelfTest("tcp.reconnect", ReconnectAsync);
        if (settings.EchoPeer is IPEndPoint peer)
            yield return new DelegateSelfTest("tcp.peer", cancellation => ExchangeAsync(peer, BulkLength, 1, cancellation));
    }

    private static async Task EchoAsync(IPAddress address, CancellationToken cancellation)
    {
        EchoServer server = new(address);
        await using (server.ConfigureAwait(false))
        {
            await ExchangeAsync(server.EndPoint, 1, 1, cancellation).ConfigureAwait(false);
            await ExchangeAsync(server.EndPoint, BulkLength, 2, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ManyConnectionsAsync(CancellationToken cancellation)
    {
        EchoServer server = new(IPAddress.Loopback);
        await using (server.ConfigureAwait(false))
        {
            Task[] clients = new Task[50];
            for (int i = 0; i < clients.Length; i++)
                clients[i] = ExchangeAsync(server.EndPoint, 5000 + i, i, cancellation);
            await Task.WhenAll(clients).ConfigureAwait(false);
        }
    }

    private static async Task ReconnectAsync(CancellationToken cancellation)
    {
        EchoServer server = new(IPAddress.Loopback);
        await using (server.ConfigureAwait(false))
        {
            for (int i = 0; i < 200; i++)
                await ExchangeAsync(server.EndPoint, 100, i, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends so many bytes to an echo service, receives them meanwhile, and closes both directions.</summary>
    private static async Task ExchangeAsync(IPEndPoint server, int length, int seed, CancellationToken cancellation)
    {
        byte[] question = new byte[length];
        new Random(seed).NextBytes(question);
        using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        using NetworkStream stream = new(socket);
        Task send = SendAsync(stream, socket, question, cancellation);
        byte[] answer = new byte[length];
        await stream.ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        await send.ConfigureAwait(false);
        Check.True(answer.AsSpan().SequenceEqual(question), $"of {length} bytes some came back changed");
        Check.Equal(0, await stream.ReadAsync(answer, cancellation).ConfigureAwait(false), "bytes after the last");
    }

    private static async Task SendAsync(NetworkStream stream, Socket socket, byte[] bytes, CancellationToken cancellation)
    {
        await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
    }
}
