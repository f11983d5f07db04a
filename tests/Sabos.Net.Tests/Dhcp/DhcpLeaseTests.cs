using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What an ACK says, and what it may not say.</summary>
public sealed class DhcpLeaseTests
{
    private static readonly byte[] s_address = [10, 0, 2, 15];

    private readonly List<(DhcpOption Option, byte[] Value)> _options =
    [
        (DhcpOption.ServerIdentifier, [10, 0, 2, 2]),
        (DhcpOption.LeaseTime, [0, 0, 14, 16]),
        (DhcpOption.SubnetMask, [255, 255, 255, 0]),
    ];

    [Fact]
    public void Read_EveryOption_IsInTheLease()
    {
        _options.AddRange(
        [
            (DhcpOption.Router, [10, 0, 2, 2, 10, 0, 2, 3]),
            (DhcpOption.DomainNameServer, [10, 0, 2, 4, 192, 0, 2, 53]),
            (DhcpOption.NtpServers, [192, 0, 2, 123]),
            (DhcpOption.DomainName, "example.test"u8.ToArray()),
            (DhcpOption.HostName, "alpha\0"u8.ToArray()),
            (DhcpOption.InterfaceMtu, [1400 >> 8, 1400 & 0xFF]),
            (DhcpOption.RenewalTime, [0, 0, 0, 20]),
            (DhcpOption.RebindingTime, [0, 0, 0, 40]),
        ]);

        DhcpLease lease = Read();
        Assert.Equal("10.0.2.15/24", lease.Address.ToString());
        Assert.Equal(["10.0.2.2", "10.0.2.3"], Texts(lease.Routers));
        Assert.Equal(["10.0.2.4", "192.0.2.53"], Texts(lease.DnsServers));
        Assert.Equal(["192.0.2.123"], Texts(lease.NtpServers));
        Assert.Equal("example.test", lease.DomainName);
        Assert.Equal("alpha", lease.HostName);
        Assert.Equal(1400, lease.Mtu);
        Assert.Equal(new Instant(0) + TimeSpan.FromSeconds(20), lease.Renewal);
        Assert.Equal(new Instant(0) + TimeSpan.FromSeconds(40), lease.Rebinding);
        Assert.Equal(new Instant(0) + TimeSpan.FromSeconds(3600), lease.Expiry);
    }

    // RFC 3396 would have the two be one of eight bytes; dnsmasq does this where it is told to force a time.
    [Fact]
    public void Read_TimeTwice_FirstCounts()
    {
        _options.Add((DhcpOption.LeaseTime, [0, 0, 0, 10]));
        Assert.Equal(TimeSpan.FromHours(1), Read().Duration);
    }

    // RFC 2131 4.4.5: half, and seven eighths.
    [Fact]
    public void Read_NoTimes_UsesTheUsualShares()
    {
        DhcpLease lease = Read();
        Assert.Equal(new Instant(0) + TimeSpan.FromSeconds(1800), lease.Renewal);
        Assert.Equal(new Instant(0) + TimeSpan.FromSeconds(3150), lease.Rebinding);
    }

    [Theory]
    [InlineData(40, 20, 1800, 20)] // T1 after T2
    [InlineData(0, 40, 1, 40)] // at once, for ever and ever
    [InlineData(4000, 5000, 1800, 3150)] // after the end
    [InlineData(20, 0, 20, 3150)]
    public void Read_TimesWithoutSense_AreReplaced(uint t1, uint t2, double renewal, double rebinding)
    {
        _options.Add((DhcpOption.RenewalTime, Seconds(t1)));
        _options.Add((DhcpOption.RebindingTime, Seconds(t2)));
        DhcpLease lease = Read();
        Assert.Equal(Math.Min(renewal, rebinding), (lease.Renewal - lease.Obtained).TotalSeconds);
        Assert.Equal(rebinding, (lease.Rebinding - lease.Obtained).TotalSeconds);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("169.254.9.9")]
    [InlineData("10.0.2.255")] // the subnet's broadcast address
    [InlineData("10.0.2.0")] // the subnet itself
    [InlineData("10.0.2.2")] // the server
    public void Read_AddressThatNoHostHas_IsRefused(string address)
    {
        Assert.True(IpAddress.TryParse(address, out IpAddress parsed));
        byte[] bytes = new byte[4];
        parsed.WriteTo(bytes);
        Assert.False(TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(DhcpOption.ServerIdentifier, null)]
    [InlineData(DhcpOption.ServerIdentifier, new byte[] { 224, 0, 0, 1 })]
    [InlineData(DhcpOption.LeaseTime, null)]
    [InlineData(DhcpOption.LeaseTime, new byte[] { 0, 0, 0, 0 })]
    [InlineData(DhcpOption.LeaseTime, new byte[] { 1, 0 })]
    public void Read_WithoutServerOrTime_IsRefused(DhcpOption option, byte[]? value)
    {
        _options.RemoveAll(each => each.Option == option);
        if (value is not null)
        {
            _options.Add((option, value));
        }

        Assert.False(TryRead(s_address, out _));
    }

    // RFC 950 2.1: the address's class says how long the prefix is.
    [Theory]
    [InlineData(new byte[] { 255, 0, 255, 0 }, 10, 8)]
    [InlineData(new byte[] { 255, 0, 255, 0 }, 172, 16)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, 192, 24)]
    [InlineData(new byte[] { 255, 255, 255, 255 }, 10, 32)]
    [InlineData(new byte[] { 255, 255, 255, 254 }, 10, 31)]
    public void Read_MaskThatIsNone_IsReplaced(byte[] mask, byte first, int length)
    {
        _options[^1] = (DhcpOption.SubnetMask, mask);
        Assert.True(TryRead([first, 0, 2, 15], out DhcpLease? lease));
        Assert.Equal(length, lease!.Address.Length);
    }

    [Theory]
    [InlineData(68)]
    [InlineData(575)]
    [InlineData(0)]
    public void Read_TinyMtu_IsLeftOut(int mtu)
    {
        _options.Add((DhcpOption.InterfaceMtu, [(byte)(mtu >> 8), (byte)mtu]));
        Assert.Null(Read().Mtu);
    }

    [Fact]
    public void Read_ServersThatCannotBe_AreLeftOut()
    {
        _options.Add((DhcpOption.DomainNameServer, [0, 0, 0, 0, 255, 255, 255, 255, 127, 0, 0, 1, 224, 0, 0, 251, 10, 0, 2, 3, 10, 0, 2, 3, 9]));
        Assert.Equal(["10.0.2.3"], Texts(Read().DnsServers));
    }

    // RFC 3397 2: names compressed across the whole value; RFC 3396 7: which may come in several options.
    [Fact]
    public void Read_SearchListInParts_IsPutTogether()
    {
        byte[] list = [3, .. "eng"u8, 5, .. "apple"u8, 3, .. "com"u8, 0, 9, .. "marketing"u8, 0xC0, 4];
        _options.Add((DhcpOption.DomainSearch, list[..9]));
        _options.Add((DhcpOption.Router, [10, 0, 2, 2]));
        _options.Add((DhcpOption.DomainSearch, list[9..]));
        Assert.Equal(["eng.apple.com", "marketing.apple.com"], Read().SearchDomains);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 })] // points at itself
    [InlineData(new byte[] { 3, (byte)'a', (byte)'b' })] // cut short
    [InlineData(new byte[] { 1, (byte)' ', 0 })] // no letter
    [InlineData(new byte[] { 0 })] // the root
    public void Read_SearchListThatIsNone_IsEmpty(byte[] value)
    {
        _options.Add((DhcpOption.DomainSearch, value));
        Assert.Empty(Read().SearchDomains);
    }

    [Theory]
    [InlineData("evil name")]
    [InlineData("-\0-")]
    [InlineData("a..b")]
    [InlineData("x\ny")]
    public void Read_NameThatIsNone_IsLeftOut(string name)
    {
        _options.Add((DhcpOption.HostName, System.Text.Encoding.ASCII.GetBytes(name)));
        _options.Add((DhcpOption.DomainName, System.Text.Encoding.ASCII.GetBytes(name)));
        DhcpLease lease = Read();
        Assert.Null(lease.HostName);
        Assert.Null(lease.DomainName);
    }

    [Theory]
    [InlineData(new byte[] { 33, 10, 0, 0, 0, 0, 10, 0, 2, 2 })] // no such prefix
    [InlineData(new byte[] { 0, 10, 0, 2 })] // cut short
    [InlineData(new byte[] { 8, 10, 10, 0, 2, 2, 24, 192, 0, 2 })] // the last one is
    [InlineData(new byte[] { 8, 127, 10, 0, 2, 2 })] // loopback
    [InlineData(new byte[] { 4, 224, 10, 0, 2, 2 })] // groups
    [InlineData(new byte[] { 8, 10, 255, 255, 255, 255 })] // no router
    public void Read_ClasslessRoutesThatAreNone_CountAsAbsent(byte[] value)
    {
        _options.Add((DhcpOption.ClasslessStaticRoute, value));
        Assert.Empty(Read().ClasslessRoutes);
    }

    // The octets that do not count are not there, and bits that do not count are 0 (RFC 3442).
    [Fact]
    public void Read_ClasslessRoutes_OfEveryLength()
    {
        _options.Add((DhcpOption.ClasslessStaticRoute,
            [0, 10, 0, 2, 1, 7, 11, 10, 0, 2, 2, 17, 129, 210, 177, 10, 0, 2, 3, 32, 192, 0, 2, 1, 0, 0, 0, 0]));
        Assert.Equal(
            ["0.0.0.0/0 10.0.2.1", "10.0.0.0/7 10.0.2.2", "129.210.128.0/17 10.0.2.3", "192.0.2.1/32 "],
            Read().ClasslessRoutes.Select(route => $"{route.Destination} {route.Gateway}"));
    }

    [Fact]
    public void Read_ManyRoutes_AreBounded()
    {
        for (int part = 0; part < 4; part++)
        {
            int first = part * 25;
            _options.Add((DhcpOption.ClasslessStaticRoute, Enumerable.Range(first, 25).SelectMany(n => new byte[] { 24, 172, 16, (byte)n, 10, 0, 2, 2 }).ToArray()));
        }

        Assert.Equal(ClasslessRouteOption.MaxRoutes, Read().ClasslessRoutes.Count);
    }

    private static byte[] Seconds(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static IEnumerable<string> Texts(IEnumerable<IpAddress> addresses) => addresses.Select(address => address.ToString());

    private DhcpLease Read()
    {
        Assert.True(TryRead(s_address, out DhcpLease? lease));
        return lease!;
    }

    private bool TryRead(byte[] address, out DhcpLease? lease)
    {
        byte[] bytes = new byte[1500];
        DhcpMessageWriter writer = new(bytes, isReply: true, 1, default);
        writer.WriteYourAddress(IpAddress.Read(address));
        foreach ((DhcpOption option, byte[] value) in _options)
        {
            writer.Add(option, value);
        }

        Assert.True(DhcpMessage.TryParse(bytes.AsSpan(0, writer.Finish()), out DhcpMessage message));
        return DhcpLeaseReader.TryRead(message, new Instant(0), out lease);
    }
}
