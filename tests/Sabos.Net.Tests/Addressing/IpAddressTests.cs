using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.2.15")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("2001:db8::ff00:42:8329")]
    [InlineData("fe80::1")]
    public void TryParse_CanonicalText_PrintsTheSame(string text)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.0.2")]
    [InlineData("10.0.2.256")]
    [InlineData("10.0.2.15.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("1::2::3")]
    [InlineData("example.test")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void TryParse_MappedText_IsTheIpv4Address()
    {
        Assert.True(IpAddress.TryParse("::ffff:10.0.2.15", out IpAddress mapped));
        Assert.Equal(IpAddress.FromIpv4(10, 0, 2, 15), mapped);
        Assert.True(mapped.IsIpv4);
    }

    [Fact]
    public void WriteTo_ThenRead_IsTheSame() => Prop.ForAll<ulong, ulong, bool>(static (high, low, isIpv4) =>
    {
        IpAddress address = isIpv4 ? IpAddress.FromIpv4((uint)low) : IpAddress.FromIpv6(high, low);
        Span<byte> bytes = stackalloc byte[16];
        address.WriteTo(bytes);
        return IpAddress.Read(bytes[..address.Length]) == address && IpAddress.TryParse(address.ToString(), out IpAddress parsed) && parsed == address;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("127.0.0.1", true, false, false)]
    [InlineData("127.255.0.1", true, false, false)]
    [InlineData("128.0.0.1", false, false, false)]
    [InlineData("::1", true, false, false)]
    [InlineData("224.0.0.1", false, true, false)]
    [InlineData("239.255.255.255", false, true, false)]
    [InlineData("240.0.0.1", false, false, false)]
    [InlineData("ff02::1", false, true, false)]
    [InlineData("169.254.1.1", false, false, true)]
    [InlineData("fe80::1", false, false, true)]
    [InlineData("febf::1", false, false, true)]
    [InlineData("fec0::1", false, false, false)]
    public void Kind_OfAddress_IsTold(string text, bool isLoopback, bool isMulticast, bool isLinkLocal)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        Assert.Equal((isLoopback, isMulticast, isLinkLocal), (address.IsLoopback, address.IsMulticast, address.IsLinkLocal));
    }
}
