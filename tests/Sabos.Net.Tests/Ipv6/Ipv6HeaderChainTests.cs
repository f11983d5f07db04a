using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Where extension headers lead (RFC 8200 4).</summary>
public sealed class Ipv6HeaderChainTests
{
    private const byte HopByHop = (byte)IpProtocol.HopByHopOptions;
    private const byte Routing = (byte)IpProtocol.Ipv6Routing;
    private const byte Options = (byte)IpProtocol.Ipv6DestinationOptions;
    private const byte Udp = (byte)IpProtocol.Udp;

    private static readonly IpAddress s_group = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 1);

    [Fact]
    public void NoExtensionHeaders_LeadToTheTransportAtOnce() =>
        Assert.Equal(new Ipv6HeaderChain(Ipv6ChainEnd.UpperLayer, IpProtocol.Udp, 40, 6), Follow(IpProtocol.Udp, new byte[8]));

    [Fact]
    public void EveryKnownHeader_IsSkipped()
    {
        byte[] payload =
        [
            Options, 0, 5, 2, 0, 0, 1, 0, // router alert, PadN
            Routing, 0, 1, 4, 0, 0, 0, 0, // PadN
            Udp, 1, 0, 0, .. new byte[12], // type 0 with no segments left
            .. new byte[8],
        ];
        Assert.Equal(new Ipv6HeaderChain(Ipv6ChainEnd.UpperLayer, IpProtocol.Udp, 72, 56), Follow(IpProtocol.HopByHopOptions, payload));
    }

    [Fact]
    public void FragmentHeader_EndsTheChainAndCanBeFollowed()
    {
        byte[] bytes = Ipv6PacketTests.Packet(IpProtocol.Ipv6Fragment, [Udp, 0, 0, 0, 0, 0, 0, 9, .. new byte[8]]);
        Assert.True(Ipv6Packet.TryParse(bytes, out Ipv6Packet packet));
        Ipv6HeaderChain chain = Ipv6HeaderChain.Follow(packet);
        Assert.Equal(new Ipv6HeaderChain(Ipv6ChainEnd.Fragment, IpProtocol.Ipv6Fragment, 40, 6), chain);
        Assert.True(Ipv6FragmentHeader.Read(bytes.AsSpan(40)).IsAtomic);
        Assert.Equal(new Ipv6HeaderChain(Ipv6ChainEnd.UpperLayer, IpProtocol.Udp, 48, 40), chain.FollowFragment(packet));
    }

    [Fact]
    public void FragmentHeader_CutOff_IsTruncated() => Assert.Equal(Ipv6ChainEnd.Truncated, Follow(IpProtocol.Ipv6Fragment, [Udp, 0, 0, 0]).End);

    // RFC 8200 4.1: hop-by-hop options come first or not at all.
    [Fact]
    public void HopByHopOptions_NotFirst_AreAProblem() => AssertProblem(
        Follow(IpProtocol.Ipv6DestinationOptions, [HopByHop, 0, 1, 4, 0, 0, 0, 0, Udp, 0, 1, 4, 0, 0, 0, 0]), Ipv6HeaderChain.UnknownNextHeader, pointer: 40);

    // RFC 5095 3: type 0 is treated as unknown, and with segments left the sender is told.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(253)]
    public void RoutingHeader_WithSegmentsLeft_IsAProblem(byte type) =>
        AssertProblem(Follow(IpProtocol.Ipv6Routing, [Udp, 0, type, 1, 0, 0, 0, 0]), Ipv6HeaderChain.ErroneousField, pointer: 42);

    // RFC 8200 4.2: the two high bits of the type.
    [Theory]
    [InlineData(0x1E, false, 1, false)] // skip
    [InlineData(0x5E, false, 2, false)] // drop
    [InlineData(0x9E, false, 2, true)] // drop and tell
    [InlineData(0x9E, true, 2, true)]
    [InlineData(0xDE, false, 2, true)] // drop and tell, but not where it was sent to a group
    [InlineData(0xDE, true, 2, false)]
    public void UnknownOption_DoesWhatItsTypeSays(byte type, bool isMulticast, int outcome, bool isReported)
    {
        Ipv6HeaderChain chain = Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 0, 1, 0, type, 2, 0, 0], isMulticast ? s_group : null);
        if (outcome == 1)
        {
            Assert.Equal(Ipv6ChainEnd.UpperLayer, chain.End);
        }
        else if (isReported)
        {
            AssertProblem(chain, Ipv6HeaderChain.UnknownOption, pointer: 44);
        }
        else
        {
            Assert.Equal(Ipv6ChainEnd.Dropped, chain.End);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x1E, 5, 0, 0, 0, 0 })] // longer than the header
    [InlineData(new byte[] { 1, 3, 0, 0, 0, 0x1E })] // no length
    public void Option_ThatDoesNotFit_IsDropped(byte[] options) =>
        Assert.Equal(Ipv6ChainEnd.Dropped, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 0, .. options]).End);

    [Fact]
    public void Header_LongerThanThePacket_IsTruncated() =>
        Assert.Equal(Ipv6ChainEnd.Truncated, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 1, 1, 4, 0, 0, 0, 0]).End);

    // RFC 8504 5.3.
    [Fact]
    public void Headers_TooMany_AreDropped()
    {
        byte[] one = [Options, 0, 1, 4, 0, 0, 0, 0];
        byte[] last = [Udp, 0, 1, 4, 0, 0, 0, 0];
        Assert.Equal(Ipv6ChainEnd.UpperLayer, Follow(IpProtocol.Ipv6DestinationOptions, [.. Repeat(one, 7), .. last]).End);
        Assert.Equal(Ipv6ChainEnd.Dropped, Follow(IpProtocol.Ipv6DestinationOptions, [.. Repeat(one, 8), .. last]).End);
    }

    [Fact]
    public void Options_TooMany_AreDropped()
    {
        Assert.Equal(Ipv6ChainEnd.UpperLayer, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 2, .. Repeat([0x1E, 0], 8), 1, 4, 0, 0, 0, 0]).End);
        Assert.Equal(Ipv6ChainEnd.Dropped, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 2, .. Repeat([0x1E, 0], 9), 1, 2, 0, 0]).End);
    }

    [Fact]
    public void Padding_OfMoreThanSevenBytes_IsDropped()
    {
        Assert.Equal(Ipv6ChainEnd.UpperLayer, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 1, 1, 5, 0, 0, 0, 0, 0, 0x1E, 5, 0, 0, 0, 0, 0]).End);
        Assert.Equal(Ipv6ChainEnd.Dropped, Follow(IpProtocol.Ipv6DestinationOptions, [Udp, 1, 1, 6, 0, 0, 0, 0, 0, 0, 0x1E, 4, 0, 0, 0, 0]).End);
    }

    private static byte[] Repeat(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(static copy => copy)];

    private static Ipv6HeaderChain Follow(IpProtocol first, ReadOnlySpan<byte> payload, IpAddress? destination = null)
    {
        Assert.True(Ipv6Packet.TryParse(Ipv6PacketTests.Packet(first, payload, destination), out Ipv6Packet packet));
        return Ipv6HeaderChain.Follow(packet);
    }

    private static void AssertProblem(Ipv6HeaderChain chain, byte code, int pointer) =>
        Assert.Equal((Ipv6ChainEnd.Problem, code, pointer), (chain.End, chain.ProblemCode, chain.Offset));
}
