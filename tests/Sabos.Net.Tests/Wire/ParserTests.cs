using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>For every format: any bytes are parsed or refused, never thrown at; and what is written is read back the same.</summary>
public sealed class ParserTests
{
    [Fact]
    public void EthernetFrame_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
    {
        if (EthernetFrame.TryParse(bytes, out EthernetFrame frame))
        {
            _ = frame.Header;
            _ = frame.Payload.Length;
        }
    });

    [Fact]
    public void ArpPacket_AnyBytes_NeverThrows() => ForAnyBytes(static bytes => _ = ArpPacket.TryParse(Patched(bytes, 0, 0, 1, 8, 0, 6, 4, 0, 1), out _));

    [Fact]
    public void Ipv4Packet_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
    {
        Read(Patched(bytes, 0, 0x45));
        Read(Patched(bytes, 0, 0x4F));

        static void Read(byte[] bytes)
        {
            if (Ipv4Packet.TryParseQuotation(bytes, out Ipv4Packet quoted))
            {
                _ = quoted.Header;
                _ = Ipv4Options.AreAcceptable(quoted.Options);
            }

            _ = Ipv4Packet.TryParse(bytes, out _);
        }
    });

    [Fact]
    public void IcmpMessage_AnyBytes_NeverThrows() => ForAnyBytes(static bytes => _ = IcmpMessage.TryParse(bytes, out _));

    [Fact]
    public void UdpDatagram_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
    {
        if (UdpDatagram.TryParse(Patched(bytes, 4, 0, (byte)(bytes.Length % 40)), out UdpDatagram datagram))
        {
            _ = datagram.VerifyChecksum(IpAddress.LoopbackIpv4, IpAddress.LoopbackIpv4);
            _ = datagram.Payload.Length;
        }
    });

    [Fact]
    public void DhcpMessage_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
    {
        byte[] message = new byte[240 + bytes.Length];
        message[0] = 2;
        message[1] = 1;
        message[2] = 6;
        ((ReadOnlySpan<byte>)[0x63, 0x82, 0x53, 0x63]).CopyTo(message.AsSpan(236));
        bytes.AsSpan(0, Math.Min(bytes.Length, 64)).CopyTo(message.AsSpan(44));
        bytes.CopyTo(message.AsSpan(240));
        Assert.True(DhcpMessage.TryParse(message, out DhcpMessage parsed));
        _ = parsed.Type;
        DhcpLeaseReader.TryRead(parsed, default, out _);
    });

    [Fact]
    public void ClasslessRouteOption_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
    {
        if (ClasslessRouteOption.TryParse(bytes, out System.Collections.Generic.List<DhcpRoute>? routes))
        {
            Assert.InRange(routes.Count, 1, ClasslessRouteOption.MaxRoutes);
            Assert.All(routes, route => Assert.Equal(route.Destination.Network, route.Destination));
        }
    });

    [Fact]
    public void DomainSearchOption_AnyBytes_NeverThrows() => ForAnyBytes(static bytes =>
        Assert.InRange(DomainSearchOption.Parse([1, (byte)'a', 0, .. bytes]).Count, 1, DomainSearchOption.MaxDomains));

    [Fact]
    public void FrameAudit_AnyBytes_NeverThrows() => ForAnyBytes(static bytes => Sabos.Net.Simulation.FrameAudit.FindFault(Patched(bytes, 12, 8, 0, 0x45)));

    [Fact]
    public void EthernetHeader_WriteThenParse_IsTheSame() => Prop.ForAll<ulong, ulong, ushort>(static (destination, source, type) =>
    {
        EthernetHeader header = new(new MacAddress(destination & 0xFFFF_FFFF_FFFF), new MacAddress(source & 0xFFFF_FFFF_FFFF), (EtherType)type);
        byte[] bytes = new byte[EthernetHeader.Size];
        header.WriteTo(bytes);
        return EthernetFrame.TryParse(bytes, out EthernetFrame frame) && frame.Header == header;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ArpPacket_WriteThenParse_IsTheSame() => Prop.ForAll<ulong, ulong, bool>(static (first, second, isReply) =>
    {
        ArpPacket packet = new(
            isReply ? ArpOperation.Reply : ArpOperation.Request,
            new MacAddress(first >> 16),
            IpAddress.FromIpv4((uint)first),
            new MacAddress(second >> 16),
            IpAddress.FromIpv4((uint)second));
        byte[] bytes = new byte[ArpPacket.Size];
        packet.WriteTo(bytes);
        return ArpPacket.TryParse(bytes, out ArpPacket parsed) && parsed == packet;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ipv4Header_WriteThenParse_IsTheSame() => Prop.ForAll<ulong, ulong, byte[]>(static (first, second, payload) =>
    {
        Ipv4Header header = new()
        {
            Source = IpAddress.FromIpv4((uint)first),
            Destination = IpAddress.FromIpv4((uint)(first >> 32)),
            Protocol = (IpProtocol)(byte)second,
            TimeToLive = (byte)(second >> 8),
            TrafficClass = (byte)(second >> 16),
            Identification = (ushort)(second >> 24),
            DoNotFragment = (second >> 40 & 1) != 0,
            MoreFragments = (second >> 41 & 1) != 0,
            FragmentOffset = (int)(second >> 42 & 0x1FFF) * 8,
            PayloadLength = payload.Length,
        };
        byte[] bytes = new byte[Ipv4Header.Size + payload.Length + 3];
        header.WriteTo(bytes);
        payload.CopyTo(bytes.AsSpan(Ipv4Header.Size));
        return Ipv4Packet.TryParse(bytes, out Ipv4Packet packet) && packet.Header == header && packet.Payload.SequenceEqual(payload);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void IcmpHeader_WriteThenParse_IsTheSame() => Prop.ForAll<uint, byte, byte[]>(static (rest, code, body) =>
    {
        IcmpHeader header = new(IcmpType.EchoReply, code, rest);
        byte[] bytes = Frame.Icmp(header, body);
        return IcmpMessage.TryParse(bytes, out IcmpMessage message) && message.Header == header && message.Body.SequenceEqual(body);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void UdpHeader_WriteThenParse_IsTheSame() => Prop.ForAll<uint, ulong, byte[]>(static (ports, addresses, data) =>
    {
        IpEndpoint source = new(IpAddress.FromIpv4((uint)addresses), (ushort)ports);
        IpEndpoint destination = new(IpAddress.FromIpv4((uint)(addresses >> 32)), (ushort)(ports >> 16));
        byte[] bytes = [.. Frame.Udp(source, destination, data), 0xEE, 0xEE];
        return UdpDatagram.TryParse(bytes, out UdpDatagram datagram)
            && datagram.SourcePort == source.Port
            && datagram.DestinationPort == destination.Port
            && datagram.Payload.SequenceEqual(data)
            && datagram.VerifyChecksum(source.Address, destination.Address)
            && datagram.Checksum != 0;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0x35, "version")]
    [InlineData(0, 0x44, "header length under 20")]
    [InlineData(0, 0x4F, "header length over the bytes")]
    [InlineData(3, 19, "total length under the header's")]
    [InlineData(3, 25, "total length over the bytes")]
    [InlineData(8, 63, "checksum")]
    public void Ipv4Packet_FieldWrong_IsRefused(int offset, byte value, string what)
    {
        byte[] bytes = new byte[24];
        new Ipv4Header { Source = TwoHosts.LeftAddress, Destination = TwoHosts.RightAddress, TimeToLive = 64, PayloadLength = 4 }.WriteTo(bytes);
        Assert.True(Ipv4Packet.TryParse(bytes, out _));
        bytes[offset] = value;
        if (offset != 8)
        {
            // Only the field itself is wrong.
            bytes[10] = bytes[11] = 0;
            ushort checksum = InternetChecksum.Compute(bytes.AsSpan(0, Math.Clamp((bytes[0] & 0xF) * 4, 20, 24)));
            bytes[10] = (byte)(checksum >> 8);
            bytes[11] = (byte)checksum;
        }

        Assert.False(Ipv4Packet.TryParse(bytes, out _), what);
    }

    [Theory]
    [InlineData(new byte[] { 0, 99, 99, 99 }, true)] // nothing after the end of the list matters
    [InlineData(new byte[] { 1, 1, 1, 1 }, true)]
    [InlineData(new byte[] { 68, 4, 0, 0 }, true)] // timestamp
    [InlineData(new byte[] { 148, 4, 0, 0, 1, 7, 3, 0 }, true)] // router alert, no operation, record route
    [InlineData(new byte[] { 131, 3, 4, 0 }, false)] // loose source route
    [InlineData(new byte[] { 1, 137, 3, 4 }, false)] // strict source route
    [InlineData(new byte[] { 68, 5, 0, 0 }, false)] // longer than the list
    [InlineData(new byte[] { 68, 0, 0, 0 }, false)] // would never end
    [InlineData(new byte[] { 1, 1, 1, 68 }, false)] // no length
    public void Ipv4Options_List_IsJudged(byte[] options, bool expected) => Assert.Equal(expected, Ipv4Options.AreAcceptable(options));

    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    public void UdpDatagram_LengthWrong_IsRefused(byte length)
    {
        byte[] bytes = Frame.Udp(new IpEndpoint(TwoHosts.LeftAddress, 1), new IpEndpoint(TwoHosts.RightAddress, 2), new byte[4]);
        bytes[5] = length;
        Assert.False(UdpDatagram.TryParse(bytes, out _));
    }

    // RFC 768: no checksum is allowed over IPv4; RFC 8200 8.1: not over IPv6.
    [Fact]
    public void UdpDatagram_WithoutChecksum_IsAcceptedOverIpv4Only()
    {
        byte[] bytes = new byte[8];
        new UdpHeader(1, 2, 8).WriteTo(bytes);
        Assert.True(UdpDatagram.TryParse(bytes, out UdpDatagram datagram));
        Assert.True(datagram.VerifyChecksum(TwoHosts.LeftAddress, TwoHosts.RightAddress));
        Assert.False(datagram.VerifyChecksum(IpAddress.LoopbackIpv6, IpAddress.LoopbackIpv6));
    }

    private static void ForAnyBytes(Action<byte[]> parse)
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200);
        Prop.ForAll(parse).Check(config);
    }

    /// <summary>The bytes with some of them set, so that parsing goes beyond the first test.</summary>
    private static byte[] Patched(byte[] bytes, int offset, params ReadOnlySpan<byte> patch)
    {
        byte[] patched = [.. bytes];
        for (int i = 0; i < patch.Length && offset + i < patched.Length; i++)
        {
            patched[offset + i] = patch[i];
        }

        return patched;
    }
}
