using System;
using System.Text;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class UdpSocketTests
{
    [Fact]
    public void Send_ToUnresolvedNeighbor_ArrivesAfterResolution()
    {
        TwoHosts hosts = new();
        UdpSocket server = Bound(hosts.Right, 7);
        UdpSocket client = hosts.Left.Udp.CreateSocket();

        Assert.Equal(TransportError.None, client.Send("hello"u8, new IpEndpoint(TwoHosts.RightAddress, 7)));
        Assert.True(hosts.Network.RunUntil(() => server.Available > 0, TimeSpan.FromMilliseconds(10)));

        byte[] bytes = new byte[100];
        Assert.Equal(TransportError.None, server.Receive(bytes, out DatagramReceived received));
        Assert.Equal("hello", Encoding.ASCII.GetString(bytes, 0, received.Copied));
        Assert.Equal(TwoHosts.LeftAddress, received.Source.Address);
        Assert.InRange(received.Source.Port, EphemeralPorts.First, ushort.MaxValue);
        Assert.Equal(TwoHosts.RightAddress, received.Destination);
    }

    private static UdpSocket Bound(NetworkStack stack, ushort port)
    {
        UdpSocket socket = stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(IpAddress.AnyIpv4, port), dualStack: false, reuseAddress: false));
        return socket;
    }
}
