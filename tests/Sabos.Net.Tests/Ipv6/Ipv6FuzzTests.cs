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

    // RFC 4443 2.4, RFC 8201 4: what they quote has to be a packet of ours, and no path carries less than 1280 bytes.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Errors_WithDamagedQuotations_ReachNobodyElse(int seed)
    {
        Random random = new(seed);
        OneIpv6Host host = new();
        UdpSocket asked = host.Bound(7);
        UdpSocket other = host.Bound(8);
        Assert.Equal(TransportError.None, asked.Connect(host.StationAt(9)));
        Assert.Equal(TransportError.None, other.Connect(host.StationAt(0x7777)));
        asked.Send(new byte[1400], null);
        host.Run();
        byte[] quoted = host.Station.Frames[^1][EthernetHeader.Size..];
        int failures = 0;
        foreach (byte[] quotation in Damage.Of(quoted, seed, 3000))
        {
            Icmpv6Header error = new((Icmpv6Type)random.Next(1, 5), (byte)random.Next(8), (uint)random.Next(1200, 1600));
            host.Station.SendIcmp(error, quotation.AsSpan(..Math.Min(quotation.Length, 1200)), hopLimit: 64);
            host.Run(0.002);
            failures += asked.Receive(new byte[1], out _) == TransportError.WouldBlock ? 0 : 1;
            Assert.Equal(TransportError.WouldBlock, other.Receive(new byte[1], out _));
        }

        Assert.InRange(failures, 100, 2900);
        Assert.Equal(TransportError.None, host.Stack.Output.TryRoute(host.Station.Address, default, out IpRoute route));
        Assert.InRange(route.Mtu, 1280, 1499);
        Assert.Equal(TransportError.None, host.Stack.Output.TryRoute(LearningLink.Parse("2001:db8::77"), default, out IpRoute elsewhere));
        Assert.Equal(1500, elsewhere.Mtu);
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
