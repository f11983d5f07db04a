using Xunit;

namespace Sabos.Net.Tests;

public sealed class IpPrefixTests
{
    [Theory]
    [InlineData("10.0.2.15/24", "10.0.2.0", true)]
    [InlineData("10.0.2.15/24", "10.0.3.0", false)]
    [InlineData("10.0.2.15/32", "10.0.2.15", true)]
    [InlineData("10.0.2.15/32", "10.0.2.14", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:ffff::1", false)]
    [InlineData("2001:db8::1/128", "2001:db8::2", false)]
    [InlineData("2001:db8::2/127", "2001:db8::3", true)]
    public void Contains_Address_FollowsTheBits(string prefix, string address, bool expected)
    {
        Assert.True(IpPrefix.TryParse(prefix, out IpPrefix parsed));
        Assert.True(IpAddress.TryParse(address, out IpAddress tested));
        Assert.Equal(expected, parsed.Contains(tested));
        Assert.Equal(expected, parsed.Network.Contains(tested));
    }

    [Theory]
    [InlineData("10.0.2.15/24", "10.0.2.0/24", "10.0.2.255")]
    [InlineData("10.1.2.3/30", "10.1.2.0/30", "10.1.2.3")]
    [InlineData("10.1.2.3/31", "10.1.2.2/31", null)] // RFC 3021
    [InlineData("10.1.2.3/32", "10.1.2.3/32", null)]
    [InlineData("10.1.2.3/0", "0.0.0.0/0", "255.255.255.255")]
    [InlineData("2001:db8:1:2:3::4/64", "2001:db8:1:2::/64", null)]
    [InlineData("2001:db8:1:2:3::4/0", "::/0", null)]
    [InlineData("2001:db8::ff/124", "2001:db8::f0/124", null)]
    public void Network_AndBroadcast_AreThoseOfTheSubnet(string text, string network, string? broadcast)
    {
        Assert.True(IpPrefix.TryParse(text, out IpPrefix prefix));
        Assert.Equal(network, prefix.Network.ToString());
        Assert.Equal(broadcast, prefix.Broadcast?.ToString());
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/-1")]
    [InlineData("10.0.0.1/")]
    [InlineData("10.0.0.1/ 8")]
    [InlineData("::1/129")]
    [InlineData("/8")]
    public void TryParse_NoPrefix_IsRefused(string text) => Assert.False(IpPrefix.TryParse(text, out _));
}
