using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>UDP: datagrams with their boundaries and their senders.</summary>
internal static class UdpSteps
{
    private const int ShortMilliseconds = 50;

    public static async Task EchoAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using UdpClient server = new(new IPEndPoint(loopback, 0));
        using UdpClient client = new(new IPEndPoint(loopback, 0));
        EndPoint target = server.Client.LocalEndPoint!;
        byte[] question = [10, 20, 30];
        await client.SendAsync(question, (IPEndPoint)target, cancellation).ConfigureAwait(false);
        UdpReceiveResult received = await server.ReceiveAsync(cancellation).ConfigureAwait(false);
        Expect.Equal(question, received.Buffer, "the datagram");
        Expect.Equal(client.Client.LocalEndPoint!.ToString()!, received.RemoteEndPoint.ToString(), "the sender");

        await server.SendAsync(received.Buffer, received.RemoteEndPoint, cancellation).ConfigureAwait(false);
        UdpReceiveResult answer = await client.ReceiveAsync(cancellation).ConfigureAwait(false);
        Expect.Equal(question, answer.Buffer, "the answer");
        Expect.Equal(target.ToString()!, answer.RemoteEndPoint.ToString(), "who answered");
    }

    public static async Task BoundariesAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using UdpClient server = new(new IPEndPoint(loopback, 0));
        using UdpClient client = new(loopback.AddressFamily);
        client.Connect((IPEndPoint)server.Client.LocalEndPoint!);
        int[] lengths = [1, 0, 1400, 4000];
        foreach (int length in lengths)
            await client.SendAsync(new byte[length], cancellation).ConfigureAwait(false);
        foreach (int length in lengths)
        {
            UdpReceiveResult received = await server.ReceiveAsync(cancellation).ConfigureAwait(false);
            Expect.Equal(length, received.Buffer.Length, "length of a datagram");
        }
    }

    public static void Timeout(IPAddress loopback)
    {
        using UdpClient client = new(new IPEndPoint(loopback, 0));
        client.Client.ReceiveTimeout = ShortMilliseconds;
        IPEndPoint? sender = null;
        Expect.Fails(SocketError.TimedOut, () => client.Receive(ref sender));
    }
}
