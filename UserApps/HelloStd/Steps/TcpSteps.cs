using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>TCP: connect, accept, data both ways, and the ways to close.</summary>
internal static class TcpSteps
{
    private const int MessageLength = 64 * 1024;

    public static async Task BlockingAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        Task server = Task.Factory.StartNew(
            () =>
            {
                using TcpClient accepted = listener.AcceptTcpClient();
                NetworkStream stream = accepted.GetStream();
                byte[] buffer = new byte[4096];
                int length;
                while ((length = stream.Read(buffer)) > 0)
                    stream.Write(buffer, 0, length);
            },
            cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        using TcpClient client = new(loopback.AddressFamily);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        NetworkStream stream = client.GetStream();
        for (int i = 0; i < 10; i++)
        {
            byte[] question = Message(100 + i, i);
            byte[] answer = new byte[question.Length];
            stream.Write(question);
            stream.ReadExactly(answer);
            Expect.Equal(question, answer, "the echo");
        }

        client.Client.Shutdown(SocketShutdown.Send);
        Expect.Equal(0, stream.Read(new byte[1]), "bytes after the end of the stream");
        await server.ConfigureAwait(false);
    }

    public static async Task AsynchronousAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        Task server = EchoAsync(listener, cancellation);

        using TcpClient client = new(loopback.AddressFamily);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellation).ConfigureAwait(false);
        NetworkStream stream = client.GetStream();
        byte[] question = Message(MessageLength, 1);
        byte[] answer = new byte[question.Length];
        Task write = stream.WriteAsync(question, cancellation).AsTask();
        await stream.ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        await write.ConfigureAwait(false);
        Expect.Equal(question, answer, "the echo");
        client.Client.Shutdown(SocketShutdown.Send);
        await server.ConfigureAwait(false);
    }

    public static void PeerAddress(IPAddress loopback)
    {
        using SocketPair pair = SocketPair.Connect(loopback);
        Expect.Equal(pair.Client.LocalEndPoint!.ToString()!, pair.Server.RemoteEndPoint!.ToString()!, "the peer the server sees");
        Expect.Equal(pair.Client.RemoteEndPoint!.ToString()!, pair.Server.LocalEndPoint!.ToString()!, "the address the client connected to");
    }

    public static async Task HalfCloseAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using SocketPair pair = SocketPair.Connect(loopback);
        byte[] question = Message(1000, 2);
        await pair.Client.SendAsync(question, cancellation).ConfigureAwait(false);
        pair.Client.Shutdown(SocketShutdown.Send);

        byte[] received = await ReadToEndAsync(pair.Server, cancellation).ConfigureAwait(false);
        Expect.Equal(question, received, "what came before the FIN");
        byte[] answer = Message(2000, 3);
        await pair.Server.SendAsync(answer, cancellation).ConfigureAwait(false);
        pair.Server.Shutdown(SocketShutdown.Send);
        received = await ReadToEndAsync(pair.Client, cancellation).ConfigureAwait(false);
        Expect.Equal(answer, received, "the answer after our own FIN");
    }

    public static async Task RefusedAsync(IPAddress loopback, CancellationToken cancellation)
    {
        // A bound socket that does not listen keeps its port closed and from others.
        using Socket closed = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(loopback, 0));
        EndPoint target = closed.LocalEndPoint!;

        using Socket blocking = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Expect.Fails(SocketError.ConnectionRefused, () => blocking.Connect(target));
        using Socket asynchronous = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await Expect.FailsAsync(SocketError.ConnectionRefused, () => asynchronous.ConnectAsync(target, cancellation).AsTask()).ConfigureAwait(false);
    }

    public static async Task ResetAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using SocketPair pair = SocketPair.Connect(loopback);
        pair.Client.LingerState = new LingerOption(true, 0);
        pair.Client.Close();
        await Expect.FailsAsync(
            SocketError.ConnectionReset, () => pair.Server.ReceiveAsync(new byte[1], cancellation).AsTask()).ConfigureAwait(false);
    }

    private static async Task EchoAsync(TcpListener listener, CancellationToken cancellation)
    {
        using TcpClient accepted = await listener.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
        NetworkStream stream = accepted.GetStream();
        byte[] buffer = new byte[4096];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            await stream.WriteAsync(buffer.AsMemory(0, length), cancellation).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[4096];
        int total = 0;
        int length;
        while ((length = await socket.ReceiveAsync(buffer.AsMemory(total), cancellation).ConfigureAwait(false)) > 0)
            total += length;
        return buffer[..total];
    }

    private static byte[] Message(int length, int seed)
    {
        byte[] message = new byte[length];
        new Random(seed).NextBytes(message);
        return message;
    }
}
