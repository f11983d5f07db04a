using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.SelfTest;
using NetworkInterface = Sabos.Net.NetworkInterface;

namespace Sabos.Image.SelfTests;

/// <summary>IPv6 as the class library sees it: loopback, the link-local address that every Ethernet has, and the router where one is expected.</summary>
internal sealed class Ipv6Tests(Network network, bool expectsRouter)
{
    private const int PingTimeout = 5_000;

    public IEnumerable<ISelfTest> All
    {
        get
        {
            yield return new DelegateSelfTest("net.ipv6-loopback", cancellation => TalkAsync(IPAddress.IPv6Loopback, cancellation));
            yield return new DelegateSelfTest(
                "net.ipv6-link-local", async cancellation => await TalkAsync(await ConfiguredAsync(FindLinkLocal, cancellation), cancellation));
            yield return new DelegateSelfTest(
                "net.ipv6-groups", async cancellation => await GroupsAsync(await ConfiguredAsync(FindLinkLocal, cancellation), cancellation));
            yield return new DelegateSelfTest("net.bcl-agrees-ipv6", async cancellation => BclAgrees(await ConfiguredAsync(FindLinkLocal, cancellation)));
            if (expectsRouter)
            {
                yield return new DelegateSelfTest(
                    "net.ping-gateway-ipv6", async cancellation => await PingAsync(await ConfiguredAsync(FindRouter, cancellation), cancellation));
                yield return new DelegateSelfTest(
                    "net.gateway-ipv6-known", async cancellation => GatewayIsKnown(await ConfiguredAsync(FindRouter, cancellation)));
                yield return new DelegateSelfTest(
                    "net.do-not-fragment-ipv6", async cancellation => DoNotFragment(await ConfiguredAsync(FindRouter, cancellation)));
            }
        }
    }

    private static async Task TalkAsync(IPAddress address, CancellationToken cancellation)
    {
        await PingAsync(address, cancellation);
        await SendDatagramAsync(address, cancellation);
        await ConnectAsync(address, cancellation);
    }

    private static void BclAgrees(IPAddress linkLocal)
    {
        foreach (System.Net.NetworkInformation.NetworkInterface each in System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation own in each.GetIPProperties().UnicastAddresses)
            {
                if (!own.Address.Equals(linkLocal))
                    continue;
                Check.Equal(64, own.PrefixLength, "the length of the link-local prefix");
                Check.Equal((long)each.GetIPProperties().GetIPv6Properties().Index, own.Address.ScopeId, "the zone of the link-local address");
                Check.True(each.Supports(NetworkInterfaceComponent.IPv6), $"{each.Name} is said to have no IPv6");
                return;
            }
        }

        throw new SelfTestFailedException($"the class library does not know {linkLocal}");
    }

    private static void GatewayIsKnown(IPAddress router)
    {
        List<string> known = [];
        foreach (System.Net.NetworkInformation.NetworkInterface each in System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (GatewayIPAddressInformation gateway in each.GetIPProperties().GatewayAddresses)
                known.Add(gateway.Address.ToString());
        }

        Check.True(known.Contains(router.ToString()), $"the class library knows the gateways {string.Join(", ", known)}, and not {router}");
    }

    private static void DoNotFragment(IPAddress router)
    {
        const int Ipv6Level = 41;
        const int DoNotFragmentOption = 62; // IPV6_DONTFRAG
        const int Longest = 65_487;
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(Ipv6Level, DoNotFragmentOption, BitConverter.GetBytes(1));
        SocketException refused = Check.Throws<SocketException>(() => socket.SendTo(new byte[Longest], new IPEndPoint(router, 9)));
        Check.Equal(SocketError.MessageSize, refused.SocketErrorCode, "the error for a datagram that must not be fragmented");
    }

    private static Task GroupsAsync(IPAddress own, CancellationToken cancellation) =>
        GroupExchange.RunAsync(IPAddress.Parse("ff15::5ab0"), own, (int)own.ScopeId, cancellation);

    private static async Task PingAsync(IPAddress address, CancellationToken cancellation)
    {
        using Ping ping = new();
        PingReply reply = await ping.SendPingAsync(address, PingTimeout).WaitAsync(cancellation);
        Check.Equal(IPStatus.Success, reply.Status, "the answer to an echo request");
    }

    // Longer than a packet: it travels in fragments.
    private static async Task SendDatagramAsync(IPAddress address, CancellationToken cancellation)
    {
        using UdpClient server = new(new IPEndPoint(address, 0));
        using UdpClient client = new(AddressFamily.InterNetworkV6);
        byte[] question = new byte[40_000];
        question[^1] = 7;
        await client.SendAsync(question, (IPEndPoint)server.Client.LocalEndPoint!, cancellation);
        UdpReceiveResult received = await server.ReceiveAsync(cancellation);
        Check.Equal(question.Length, received.Buffer.Length, "length of a datagram");
        Check.Equal(question[^1], received.Buffer[^1], "last byte of a datagram");
        Check.Equal(address.ToString(), received.RemoteEndPoint.Address.ToString(), "the sender of a datagram");
    }

    private static async Task ConnectAsync(IPAddress address, CancellationToken cancellation)
    {
        using System.Net.Sockets.TcpListener listener = new(address, 0);
        listener.Start();
        using TcpClient client = new(AddressFamily.InterNetworkV6);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellation);
        using TcpClient server = await listener.AcceptTcpClientAsync(cancellation);
        await client.GetStream().WriteAsync(new byte[] { 1, 2, 3 }, cancellation);
        byte[] received = new byte[3];
        await server.GetStream().ReadExactlyAsync(received, cancellation);
        Check.Equal(3, (int)received[2], "last byte over TCP");
        Check.Equal(address.ToString(), ((IPEndPoint)server.Client.RemoteEndPoint!).Address.ToString(), "the peer's address");
    }

    // A link-local address is used once it is known to be ours alone; a router is heard after that.
    private async Task<IPAddress> ConfiguredAsync(Func<IPAddress?> find, CancellationToken cancellation)
    {
        TaskCompletionSource<IPAddress> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (find() is { } address)
                found.TrySetResult(address);
        }

        using (network.Loop.Enter())
        {
            network.Loop.Stack.ConfigurationChanged += Look;
            Look();
        }

        try
        {
            return await found.Task.WaitAsync(cancellation);
        }
        finally
        {
            using (network.Loop.Enter())
                network.Loop.Stack.ConfigurationChanged -= Look;
        }
    }

    private IPAddress? FindLinkLocal()
    {
        foreach (NetworkInterface each in network.Loop.Stack.Interfaces)
        {
            foreach (InterfaceAddress own in each.Addresses)
            {
                if (own is { IsAssigned: true, Address: { IsIpv6: true, IsLinkLocal: true } })
                    return IPAddress.Parse(own.Address.ToString());
            }
        }

        return null;
    }

    private IPAddress? FindRouter()
    {
        foreach (Route route in network.Loop.Stack.Routes.Routes)
        {
            if (route is { Destination: { Length: 0, Address.IsIpv6: true }, Gateway: { } gateway })
                return IPAddress.Parse(gateway.ToString());
        }

        return null;
    }
}
