using System.Collections.Generic;
using System.Linq;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Net;
using Xunit;

namespace Sabos.Image.Tests;

public sealed class BootWordsTests
{
    [Fact]
    public void Parse_NoWords_MeansDhcpAndTheUsualPorts()
    {
        BootParameters parameters = BootWords.Parse([], out IReadOnlyList<string> problems);

        Assert.Equal(new BootParameters(), parameters);
        Assert.Null(parameters.Address);
        Assert.Empty(problems);
    }

    [Fact]
    public void Parse_StaticAddress_TakesGatewayAndNameServers()
    {
        BootParameters parameters = BootWords.Parse(
            ["dns=10.0.0.3,10.0.0.4", "ip=10.0.0.15/24", "gw=10.0.0.2"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal("10.0.0.15/24", Assert.Single(parameters.Address!.Addresses).ToString());
        Assert.Equal("10.0.0.2", parameters.Address.Gateway.ToString());
        Assert.Equal([IpAddress.FromIpv4(10, 0, 0, 3), IpAddress.FromIpv4(10, 0, 0, 4)], parameters.DnsServers);
    }

    [Fact]
    public void Parse_StaticIpv6Address_TakesItsGateway()
    {
        BootParameters parameters = BootWords.Parse(["gw6=fe80::1", "ip6=2001:db8::15/64"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.True(parameters.Ipv6.IsEnabled);
        Assert.Equal("2001:db8::15/64", Assert.Single(parameters.Ipv6.Addresses).ToString());
        Assert.Equal("fe80::1", parameters.Ipv6.Gateway.ToString());
        Assert.Null(parameters.Address);
    }

    [Fact]
    public void Parse_SeveralAddresses_AreTakenInTheirOrder()
    {
        BootParameters parameters = BootWords.Parse(
            ["ip=10.0.0.15/24,10.0.1.15/24", "ip6=2001:db8:2::15/64,2001:db8:1::15/64"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(["10.0.0.15/24", "10.0.1.15/24"], parameters.Address!.Addresses.Select(each => each.ToString()));
        Assert.Equal(["2001:db8:2::15/64", "2001:db8:1::15/64"], parameters.Ipv6.Addresses.Select(each => each.ToString()));
    }

    [Fact]
    public void Parse_NameServersAndDomains_GoWithDhcpToo()
    {
        BootParameters parameters = BootWords.Parse(["dns=2001:db8::53", "search=example.org,lan"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Null(parameters.Address);
        Assert.Equal("2001:db8::53", Assert.Single(parameters.DnsServers).ToString());
        Assert.Equal(["example.org", "lan"], parameters.SearchDomains);
    }

    [Fact]
    public void Parse_ChoicesOfIpv6_AreTaken()
    {
        BootParameters parameters = BootWords.Parse(
            ["ip6.privacy=off", "ip6.dad=optimistic", "ip6.secret=000102030405060708090a0b0c0d0e0f", "mdns=off"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.False(parameters.Ipv6.UsesTemporaryAddresses);
        Assert.Equal(DuplicateDetection.Optimistic, parameters.Ipv6.Detection);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], parameters.Ipv6.Secret.ToArray());
        Assert.False(parameters.UsesMulticastDns);
    }

    // Linux's stable_secret is written like an address.
    [Fact]
    public void Parse_SecretAsAnAddress_IsTaken()
    {
        BootParameters parameters = BootWords.Parse(["ip6.secret=1:203:405:607:809:a0b:c0d:e0f"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], parameters.Ipv6.Secret.ToArray());
    }

    [Fact]
    public void Parse_WithoutIpv4_UsesNone()
    {
        BootParameters parameters = BootWords.Parse(["ip=off"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.False(parameters.UsesIpv4);
        Assert.True(BootWords.Parse(["ip=off", "ip=10.0.0.1/24"], out _).UsesIpv4);
    }

    [Theory]
    [InlineData("ip6=off", false)]
    [InlineData("ip6=auto", true)]
    public void Parse_Ipv6WithoutAddress_IsOffOrUpToTheLink(string word, bool isEnabled)
    {
        BootParameters parameters = BootWords.Parse([word], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(new Ipv6Parameters { IsEnabled = isEnabled, ExpectsRouter = isEnabled }, parameters.Ipv6);
    }

    [Fact]
    public void Parse_EveryOtherWord_IsUnderstood()
    {
        BootParameters parameters = BootWords.Parse(
            ["ip=dhcp", "probe=standard", "hostname=box-1", "selftest=tcp", "selftest.peer=10.0.2.100:7", "httpd.port=8080", "telnetd.port=2323", "loglevel=debug", "trace"],
            out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(
            new BootParameters
            {
                AddressProbing = AddressProbing.Standard,
                HostName = "box-1",
                RunsSelfTests = true,
                SelfTestGroup = "tcp",
                SelfTestPeer = IPEndPoint.Parse("10.0.2.100:7"),
                HttpPort = 8080,
                TelnetPort = 2323,
                LogLevel = LogLevel.Debug,
            },
            parameters);
    }

    [Fact]
    public void Parse_WordsBehindTwoHyphens_AreThePrograms()
    {
        BootParameters parameters = BootWords.Parse(["hostname=tern", "--", "hostname=gull", "--", "-v"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal("tern", parameters.HostName);
        Assert.Equal(["hostname=gull", "--", "-v"], parameters.ProgramArguments);
        Assert.Empty(BootWords.Parse(["--"], out _).ProgramArguments);
    }

    [Fact]
    public void Parse_Services_AreThoseGivenInsteadOfTheUsual()
    {
        Assert.Null(BootWords.Parse([], out _).Services);

        BootParameters parameters = BootWords.Parse(["services=telnetd,clock"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(["telnetd", "clock"], parameters.Services);
    }

    [Fact]
    public void Parse_UnknownWord_IsNamed()
    {
        BootWords.Parse(["quiet"], out IReadOnlyList<string> problems);

        Assert.Equal(["unknown word 'quiet' on the command line"], problems);
    }

    [Theory]
    [InlineData("ip=10.0.0.1")]
    [InlineData("ip=10.0.0.1/33")]
    [InlineData("ip=224.0.0.1/4")]
    [InlineData("ip")]
    [InlineData("probe=often")]
    [InlineData("ip=2001:db8::15/64")]
    [InlineData("gw=gateway")]
    [InlineData("gw=0.0.0.0")]
    [InlineData("gw=224.0.0.1")]
    [InlineData("gw=255.255.255.255")]
    [InlineData("gw6=::")]
    [InlineData("dns=0.0.0.0")]
    [InlineData("dns=10.0.0.3,ff02::fb")]
    [InlineData("gw=fe80::1")]
    [InlineData("ip6")]
    [InlineData("ip6=10.0.0.1/24")]
    [InlineData("ip6=2001:db8::15")]
    [InlineData("ip6=ff02::1/64")]
    [InlineData("ip6=::1/128")]
    [InlineData("gw6=10.0.0.1")]
    [InlineData("dns=10.0.0.3,")]
    [InlineData("ip=10.0.0.1/24,")]
    [InlineData("ip=10.0.0.1/24,2001:db8::1/64")]
    [InlineData("ip=10.0.0.1/24,10.0.0.1/16")]
    [InlineData("ip6=2001:db8::15/64,auto")]
    [InlineData("ip6.privacy")]
    [InlineData("ip6.privacy=yes")]
    [InlineData("ip6.dad=never")]
    [InlineData("ip6.secret=0123")]
    [InlineData("ip6.secret=10.0.0.1")]
    [InlineData("mdns=1")]
    [InlineData("search=")]
    [InlineData("search=a..b")]
    [InlineData("search=example.org,-lan")]
    [InlineData("hostname=-x")]
    [InlineData("hostname=a.b")]
    [InlineData("selftest=")]
    [InlineData("selftest.peer=10.0.2.100")]
    [InlineData("services")]
    [InlineData("services=")]
    [InlineData("services=httpd,")]
    [InlineData("httpd.port=0")]
    [InlineData("telnetd.port=65536")]
    [InlineData("loglevel=7")]
    [InlineData("trace=1")]
    public void Parse_MalformedWord_IsNamedAndDoesNotCount(string word)
    {
        BootParameters parameters = BootWords.Parse([word], out IReadOnlyList<string> problems);

        Assert.StartsWith($"malformed word '{word}' on the command line; it is {word.Split('=')[0]}", Assert.Single(problems), System.StringComparison.Ordinal);
        Assert.Equal(new BootParameters(), parameters);
    }

    [Theory]
    [InlineData("ip=10.0.0.1", "ip=dhcp|off|ADDRESS/PREFIX[,...]")]
    [InlineData("probe=often", "probe=optimistic|quick|standard|none")]
    [InlineData("selftest=", "selftest[=GROUP]")]
    [InlineData("httpd.port=0", "httpd.port=PORT")]
    [InlineData("trace=1", "trace")]
    public void Parse_MalformedWord_IsToldWithItsForm(string word, string form)
    {
        BootWords.Parse([word], out IReadOnlyList<string> problems);

        Assert.Equal([$"malformed word '{word}' on the command line; it is {form}"], problems);
    }

    [Theory]
    [InlineData("gw=10.0.0.2")]
    [InlineData("gw6=fe80::1")]
    public void Parse_GatewayWithoutAddress_IsReported(string word)
    {
        BootWords.Parse([word], out IReadOnlyList<string> problems);

        Assert.Single(problems);
    }

    [Fact]
    public void Parse_AnyWords_NeverThrows() =>
        Prop.ForAll<string[]>(words =>
        {
            BootWords.Parse(System.Array.FindAll(words, word => word is not null), out IReadOnlyList<string> problems);
            return problems.Count <= words.Length + 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_KnownWordsWithAnyValues_NeverThrows()
    {
        string[] names =
        [
            "ip", "gw", "ip6", "gw6", "ip6.privacy", "ip6.dad", "ip6.secret", "dns", "search", "mdns", "probe", "hostname", "selftest", "selftest.peer",
            "services", "httpd.port", "telnetd.port", "loglevel", "trace",
        ];
        string[] pieces = ["", "10.0.0.1", "2001:db8::1", "/", "24", "999", "-1", ",", ".", ":", "%", "x", "off", "\0", "\uD800", "=", new string('a', 300)];
        Prop.ForAll<byte, byte[]>((name, value) =>
        {
            string word = $"{names[name % names.Length]}={string.Concat(value.Select(piece => pieces[piece % pieces.Length]))}";
            BootWords.Parse([word], out IReadOnlyList<string> problems);
            return problems.Count <= 2 && problems.All(problem => !problem.StartsWith("unknown", System.StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }
}
