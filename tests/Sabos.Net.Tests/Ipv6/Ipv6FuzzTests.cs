using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Random and mutated packets of IPv6: nothing throws, what is sent is sound, memory stays bounded, and the stack serves on.</summary>
public sealed class Ipv6FuzzTests
{
    private static readonly IpProtocol[] s_protocols =
    [
        IpProtocol.HopByHopOptions, IpProtocol.Ipv6Routing, IpProtocol.Ipv6Fragment, IpProtocol.Ipv6DestinationOptions, IpProtocol.Ipv6NoNextHeader,
        IpProtocol.Ipv6Icmp, IpProtocol.Udp, IpProtocol.Tcp, (IpProtocol)99,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Packets_Random_HarmNothing(int seed)
    {
        Random random = new(seed);
        OneIpv6Host host = new();
        host.Bound(7);
        Assert.Equal(TransportError.None, host.Stack.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, 80), 5, true, false, out _));
        for (int i = 0; i < 2000; i++)
        {
            SendRandom(host, random);
            host.Run(0.002);
        }

        Assert.InRange(host.Stack.ReassemblyBytesHeld, 0, 300_000);
        host.Run(130);
        Assert.Equal(0, host.Stack.ReassemblyBytesHeld);
        host.Station.Frames.Clear();
        host.Station.SendIcmp(new Icmpv6Header(Icmpv6Type.EchoRequest, 0, 1), [1, 2, 3]);
        host.Run();
        Assert.Single(host.Station.Icmp, message => message.Icmp.Type == Icmpv6Type.EchoReply);
    }

    private static void SendRandom(OneIpv6Host host, Random random)
    {
        IpAddress destination = random.Next(4) == 0 ? IpAddress.AllNodes : TwoHosts.LeftIpv6Address;
        IpAddress source = random.Next(8) switch
        {
            0 => IpAddress.AnyIpv6,
            1 => IpAddress.FromIpv6(0xFE80_0000_0000_0000, (ulong)random.Next()),
            _ => host.Station.Address,
        };
        if (random.Next(3) == 0)
        {
            // With a right checksum, so that the message itself is looked at.
            byte[] body = new byte[random.Next(0, 100)];
            random.NextBytes(body);
            Icmpv6Type type = (Icmpv6Type)(random.Next(2) == 0 ? random.Next(1, 5) : random.Next(128, 144));
            host.Station.SendIcmp(new Icmpv6Header(type, (byte)random.Next(3), (uint)random.Next()), body, source, destination);
            return;
        }

        byte[] payload = new byte[random.Next(0, 400)];
        random.NextBytes(payload);
        IpProtocol first = s_protocols[random.Next(s_protocols.Length)];
        for (int offset = 0; offset + 8 <= payload.Length && random.Next(4) != 0;)
        {
            payload[offset] = (byte)s_protocols[random.Next(s_protocols.Length)];
            payload[offset + 1] = (byte)random.Next(0, 3);
            offset += 8 * (payload[offset + 1] + 1);
        }

        host.Station.SendRaw(
            new Ipv6Header
            {
                Source = source,
                Destination = destination,
                NextHeader = first,
                HopLimit = (byte)random.Next(256),
                PayloadLength = random.Next(10) == 0 ? random.Next(0, 65_536) : payload.Length,
            },
            payload,
            destination.IsMulticast ? new MacAddress(0x3333_0000_0001) : null);
    }
}
