using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class Ipv6PacketTests
{
    private static readonly IpAddress s_source = IpAddress.FromIpv6(0x2001_0DB8_0000_0001, 1);
    private static readonly IpAddress s_destination = IpAddress.FromIpv6(0x2001_0DB8_0000_0001, 2);

    [Fact]
    public void Header_WriteThenParse_IsTheIdentity() => Prop.ForAll<byte, uint, byte[]>((next, flow, payload) =>
    {
        byte traffic = (byte)(flow >> 24);
        Ipv6Header header = new()
        {
            Source = s_source,
            Destination = s_destination,
            NextHeader = (IpProtocol)next,
            HopLimit = (byte)(next ^ traffic),
            TrafficClass = traffic,
            FlowLabel = flow & 0xF_FFFF,
            PayloadLength = payload.Length,
        };
        byte[] bytes = [.. new byte[40], .. payload, 0, 0];
        header.WriteTo(bytes);
        return Ipv6Packet.TryParse(bytes, out Ipv6Packet packet) && packet.Header == header && packet.Payload.SequenceEqual(payload);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() => Prop.ForAll<byte[], byte>((rest, length) =>
    {
        byte[] bytes = [0x60, 0, 0, 0, 0, length, .. rest];
        if (Ipv6Packet.TryParse(bytes, out Ipv6Packet packet))
        {
            Ipv6HeaderChain chain = Ipv6HeaderChain.Follow(packet);
            if (chain.End == Ipv6ChainEnd.Fragment)
            {
                chain.FollowFragment(packet);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_LongerThanTheBytes_IsRefused()
    {
        byte[] bytes = Packet(IpProtocol.Udp, new byte[8]);
        Assert.True(Ipv6Packet.TryParse(bytes, out _));
        Assert.False(Ipv6Packet.TryParse(bytes.AsSpan(..^1), out _));
        Assert.True(Ipv6Packet.TryParseQuotation(bytes.AsSpan(..^1), out _));
    }

    [Fact]
    public void TryParse_AnotherVersion_IsRefused()
    {
        byte[] bytes = Packet(IpProtocol.Udp, new byte[8]);
        bytes[0] = 0x45;
        Assert.False(Ipv6Packet.TryParse(bytes, out _));
    }

    // RFC 4291 2.5.5.2: such an address is never on a wire; here it would become an IPv4 address.
    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public void TryParse_MappedAddress_IsRefused(int offset)
    {
        byte[] bytes = Packet(IpProtocol.Udp, new byte[8]);
        IpAddress.LoopbackIpv4.WriteMappedTo(bytes.AsSpan(offset));
        Assert.False(Ipv6Packet.TryParse(bytes, out _));
    }

    internal static byte[] Packet(IpProtocol next, ReadOnlySpan<byte> payload, IpAddress? destination = null)
    {
        byte[] bytes = [.. new byte[40], .. payload];
        new Ipv6Header
        {
            Source = s_source,
            Destination = destination ?? s_destination,
            NextHeader = next,
            HopLimit = 64,
            PayloadLength = payload.Length,
        }.WriteTo(bytes);
        return bytes;
    }
}
