using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What of a neighbour discovery message is believed (RFC 4861 6.1, 7.1, 8.1).</summary>
public sealed class NeighborMessageTests
{
    private static readonly IpAddress s_router = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 1);
    private static readonly IpAddress s_host = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 2);
    private static readonly IpAddress s_away = IpAddress.FromIpv6(0x2001_0DB8_0000_0009, 9);

    [Fact]
    public void Messages_AnyBytes_NeverThrow() => Prop.ForAll<byte[]>(bytes =>
    {
        byte[] body = [.. s_host.AsBytes(), .. bytes];
        Icmpv6Message message = Message(Icmpv6Type.Redirect, 0, body);
        if (NeighborMessage.TryParse(message, out NeighborMessage neighbor))
        {
            Read(neighbor.Options);
        }

        if (RedirectMessage.TryParse(message, out RedirectMessage redirect))
        {
            Read(redirect.Options);
        }

        if (RouterAdvertisement.TryParse(Message(Icmpv6Type.RouterAdvertisement, 0, bytes), out RouterAdvertisement advertisement))
        {
            Read(advertisement.Options);
        }

        static void Read(NeighborOptions options)
        {
            foreach (NeighborOption option in options)
            {
                _ = PrefixInformation.TryParse(option, out _);
            }

            _ = options.TryFindLinkAddress(NeighborOptionType.SourceLinkAddress, out _);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Message_WrongChecksum_IsRefused()
    {
        byte[] bytes = Bytes(Icmpv6Type.EchoRequest, 7, [1, 2, 3]);
        Assert.True(Icmpv6Message.TryParse(bytes, s_router, s_host, out Icmpv6Message message));
        Assert.Equal(new Icmpv6Header(Icmpv6Type.EchoRequest, 0, 7), message.Header);
        Assert.False(Icmpv6Message.TryParse(bytes, s_router, s_router, out _));
        Assert.False(Icmpv6Message.TryParse(bytes.AsSpan(..7), s_router, s_host, out _));
    }

    [Fact]
    public void RouterAdvertisement_Fields_AreRead()
    {
        byte[] body = [0, 0, 0x75, 0x30, 0, 0, 0x03, 0xE8, 5, 1, 0, 0, 0, 0, 5, 0];
        Assert.True(RouterAdvertisement.TryParse(Message(Icmpv6Type.RouterAdvertisement, 0x40_C8_07_08, body), out RouterAdvertisement advertisement));
        Assert.Equal(64, advertisement.HopLimit);
        Assert.True(advertisement.IsManaged);
        Assert.True(advertisement.HasOtherInformation);
        Assert.Equal(1, advertisement.Preference);
        Assert.Equal(TimeSpan.FromSeconds(1800), advertisement.RouterLifetime);
        Assert.Equal(TimeSpan.FromSeconds(30), advertisement.ReachableTime);
        Assert.Equal(TimeSpan.FromSeconds(1), advertisement.RetransmissionTime);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })] // length 0
    [InlineData(new byte[] { 1, 2, 0, 0, 0, 0, 0, 0 })] // does not fit
    [InlineData(new byte[] { 1, 1, 0, 0 })]
    public void Options_Malformed_RefuseTheMessage(byte[] options) =>
        Assert.False(NeighborMessage.TryParse(Message(Icmpv6Type.NeighborSolicitation, 0, [.. s_host.AsBytes(), .. options]), out _));

    [Fact]
    public void NeighborAdvertisement_Flags_AreRead()
    {
        uint flags = NeighborMessage.Flags(isRouter: true, isSolicited: false, isOverride: true);
        byte[] body = [.. s_host.AsBytes(), 2, 1, 0x52, 0x54, 0, 0, 0, 9];
        Assert.True(NeighborMessage.TryParse(Message(Icmpv6Type.NeighborAdvertisement, flags, body), out NeighborMessage message));
        Assert.Equal((true, false, true, s_host), (message.IsRouter, message.IsSolicited, message.IsOverride, message.Target));
        Assert.True(message.Options.TryFindLinkAddress(NeighborOptionType.TargetLinkAddress, out MacAddress address));
        Assert.Equal(new MacAddress(0x5254_0000_0009), address);
        Assert.False(message.Options.TryFindLinkAddress(NeighborOptionType.SourceLinkAddress, out _));
    }

    [Theory]
    [InlineData(0xFF02_0000_0000_0000, 1)] // a group
    [InlineData(0, 0x0000_FFFF_0A00_0001)] // an IPv4 address
    public void Target_ThatIsNoNeighbor_RefusesTheMessage(ulong high, ulong low) =>
        Assert.False(NeighborMessage.TryParse(Message(Icmpv6Type.NeighborSolicitation, 0, IpAddress.FromIpv6(high, low).AsBytes()), out _));

    [Fact]
    public void LinkAddress_OfAGroup_IsNotBelieved()
    {
        byte[] body = [.. s_host.AsBytes(), 1, 1, 0x33, 0x33, 0, 0, 0, 1];
        Assert.True(NeighborMessage.TryParse(Message(Icmpv6Type.NeighborSolicitation, 0, body), out NeighborMessage message));
        Assert.False(message.Options.TryFindLinkAddress(NeighborOptionType.SourceLinkAddress, out _));
    }

    // RFC 4861 8.1: the target is a router's link-local address, or the destination itself.
    [Fact]
    public void Redirect_ToNoNeighbor_IsRefused()
    {
        Assert.True(RedirectMessage.TryParse(Message(Icmpv6Type.Redirect, 0, [.. s_router.AsBytes(), .. s_away.AsBytes()]), out _));
        Assert.True(RedirectMessage.TryParse(Message(Icmpv6Type.Redirect, 0, [.. s_away.AsBytes(), .. s_away.AsBytes()]), out _));
        IpAddress other = IpAddress.FromIpv6(s_away.HighBits, 10);
        Assert.False(RedirectMessage.TryParse(Message(Icmpv6Type.Redirect, 0, [.. other.AsBytes(), .. s_away.AsBytes()]), out _));
    }

    [Fact]
    public void PrefixInformation_Fields_AreReadAndCutToTheLength()
    {
        byte[] option = [3, 4, 64, 0xC0, 0, 0, 0x0E, 0x10, 0, 0, 0x07, 0x08, 0, 0, 0, 0, .. s_away.AsBytes()];
        Assert.True(TryReadPrefix(option, out PrefixInformation information));
        Assert.Equal(new PrefixInformation(new IpPrefix(IpAddress.FromIpv6(s_away.HighBits, 0), 64), true, true, 3600, 1800), information);
        option[2] = 129;
        Assert.False(TryReadPrefix(option, out _));
        byte[] local = [3, 4, 64, 0xC0, .. new byte[12], .. s_router.AsBytes()];
        Assert.False(TryReadPrefix(local, out _));
    }

    private static bool TryReadPrefix(byte[] bytes, out PrefixInformation information)
    {
        Assert.True(NeighborOptions.TryParse(bytes, out NeighborOptions options));
        information = default;
        foreach (NeighborOption option in options)
        {
            return PrefixInformation.TryParse(option, out information);
        }

        return false;
    }

    private static byte[] Bytes(Icmpv6Type type, uint rest, byte[] body)
    {
        byte[] message = [.. new byte[8], .. body];
        new Icmpv6Header(type, 0, rest).WriteTo(message, s_router, s_host);
        return message;
    }

    private static Icmpv6Message Message(Icmpv6Type type, uint rest, byte[] body)
    {
        Assert.True(Icmpv6Message.TryParse(Bytes(type, rest, body), s_router, s_host, out Icmpv6Message message));
        return message;
    }
}
