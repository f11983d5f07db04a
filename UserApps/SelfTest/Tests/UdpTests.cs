using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>UDP over the loopback and to the machine's own address.</summary>
internal static class UdpTests
{
    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings)
    {
        yield return new DelegateSelfTest("udp.loopback", cancellation => EchoAsync(IPAddress.Loopback, cancellation));
        yield return new DelegateSelfTest("udp.own-address", cancellation => EchoAsync(OwnAddress.Find(), cancellation));
        if (settings.HasIpv6)
            yield return new DelegateSelfTest("udp.loopback-ipv6", cancellation => EchoAsync(IPAddress.IPv6Loopback, cancellation));
    }

    // One datagram is under way at a time, so that none is dropped for want of room.
    private static async Task EchoAsync(IPAddress address, CancellationToken cancellation)
    {
        using UdpClient server = new(new IPEndPoint(address, 0));
        using UdpClient client = new(address.AddressFamily);
        client.Connect((IPEndPoint)server.Client.LocalEndPoint!);
        for (int i = 0; i < 100; i++)
        {
            byte[] question = new byte[1 + (i * 37 % 1400)];
            question[^1] = (byte)i;
            await client.SendAsync(question, cancellation).ConfigureAwait(false);
            UdpReceiveResult received = await server.ReceiveAsync(cancellation).ConfigureAwait(false);
            Check.Equal(client.Client.LocalEndPoint!.ToString(), received.RemoteEndPoint.ToString(), "the sender of a datagram");
            await server.SendAsync(received.Buffer, received.RemoteEndPoint, cancellation).ConfigureAwait(false);
            UdpReceiveResult answer = await client.ReceiveAsync(cancellation).ConfigureAwait(false);
            Check.Equal(question.Length, answer.Buffer.Length, "length of a datagram that came back");
            Check.Equal((byte)i, answer.Buffer[^1], "last byte of a datagram that came back");
        }
    }
}
