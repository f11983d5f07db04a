using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>One socket for both versions of IP: IPv4 addresses are mapped ones (RFC 4291 2.5.5.2).</summary>
internal static class DualModeSteps
{
    public static async Task ListenerAsync(CancellationToken cancellation)
    {
        using TcpListener listener = TcpListener.Create(0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        foreach (IPAddress target in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Loopback.MapToIPv6() })
        {
            using TcpClient client = new(target.AddressFamily);
            if (target.AddressFamily == AddressFamily.InterNetworkV6)
                client.Client.DualMode = true;
            await client.ConnectAsync(target, port, cancellation).ConfigureAwait(false);
            using Socket server = await listener.AcceptSocketAsync(cancellation).ConfigureAwait(false);
            Expect.Equal(target.MapToIPv6().ToString(), ((IPEndPoint)server.RemoteEndPoint!).Address.ToString(), "the peer that the listener sees");
            await client.Client.SendAsync(new byte[] { 1, 2 }, cancellation).ConfigureAwait(false);
            Expect.Equal(2, await server.ReceiveAsync(new byte[4], cancellation).ConfigureAwait(false), "bytes received");
        }
    }

    public static async Task DatagramsAsync(CancellationToken cancellation)
    {
        using Socket server = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        foreach (IPAddress target in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using UdpClient client = new(new IPEndPoint(target, 0));
            await client.SendAsync(new byte[] { 1, 2, 3 }, new IPEndPoint(target, port), cancellation).ConfigureAwait(false);
            SocketReceiveFromResult question = await server.ReceiveFromAsync(new byte[8], new IPEndPoint(IPAddress.IPv6Any, 0), cancellation).ConfigureAwait(false);
            Expect.Equal(target.MapToIPv6().ToString(), ((IPEndPoint)question.RemoteEndPoint).Address.ToString(), "the sender");
            await server.SendToAsync(new byte[5], question.RemoteEndPoint, cancellation).ConfigureAwait(false);
            UdpReceiveResult answer = await client.ReceiveAsync(cancellation).ConfigureAwait(false);
            Expect.Equal(5, answer.Buffer.Length, "length of the answer");
            Expect.Equal(target.ToString(), answer.RemoteEndPoint.Address.ToString(), "who answered");
        }
    }

    public static void Ipv6Only()
    {
        using Socket alone = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        alone.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        alone.Listen();
        int port = ((IPEndPoint)alone.LocalEndPoint!).Port;
        using Socket ipv4 = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Expect.Fails(SocketError.ConnectionRefused, () => ipv4.Connect(IPAddress.Loopback, port));
        using Socket ipv6 = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        ipv6.Connect(IPAddress.IPv6Loopback, port);
    }

    // localhost has addresses of both versions, and the listener one: the other is tried in vain.
    public static async Task ByNameAsync(IPAddress loopback, CancellationToken cancellation)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        using TcpClient client = new();
        await client.ConnectAsync("localhost", ((IPEndPoint)listener.LocalEndpoint).Port, cancellation).ConfigureAwait(false);
        Expect.Equal(loopback.ToString(), Unmapped((IPEndPoint)client.Client.RemoteEndPoint!).ToString(), "the address connected to");
    }

    private static IPAddress Unmapped(IPEndPoint endPoint) => endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
}
