using System;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Net;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>Names that dnsmasq knows, asked for by the stack in this process, which has address, server and search domain from it by DHCP.</summary>
public sealed class NameServerTests(ITestOutputHelper output)
{
    private const int ManyAddresses = 100;

    private static readonly string[] s_records =
    [
        "--log-queries", "--port=53", "--no-resolv", "--no-hosts", "--local=/test/", "--domain=test", "--local-ttl=60",
        "--host-record=plain.test,10.88.7.1,fd00::7",
        "--host-record=only6.test,fd00::8",
        "--cname=alias.test,second.test",
        "--cname=second.test,plain.test",
        .. Enumerable.Range(1, ManyAddresses).Select(static last => $"--host-record=big.test,10.88.8.{last}"),
    ];

    [Fact]
    public async Task Dnsmasq_NamesOfEveryKind_AreResolvedAsItHasThem()
    {
        NameQuestions questions = new(
            static dns => dns.Resolve("plain.test", DnsAddressKinds.Any),
            static dns => dns.Resolve("plain", DnsAddressKinds.Ipv4),
            static dns => dns.Resolve("Alias.Test.", DnsAddressKinds.Ipv4),
            static dns => dns.Resolve("only6.test", DnsAddressKinds.Ipv6),
            static dns => dns.Resolve("only6.test", DnsAddressKinds.Ipv4),
            static dns => dns.Resolve("none.test", DnsAddressKinds.Any),
            static dns => dns.ResolveAddress(IpAddress.FromIpv4(10, 88, 7, 1)),
            static dns => dns.ResolveAddress(IpAddress.FromIpv6(0xFD00_0000_0000_0000, 7)),
            static dns => dns.ResolveAddress(IpAddress.FromIpv4(10, 88, 7, 9)));
        await using DnsmasqOpposite linux = await DnsmasqOpposite.StartAsync(output, s_records, questions.On);
        Assert.Equal(
            [
                "plain.test Success plain.test 10.88.7.1 fd00::7",
                "plain Success plain.test 10.88.7.1",
                "Alias.Test. Success plain.test 10.88.7.1",
                "only6.test Success only6.test fd00::8",
                "only6.test NoData",
                "none.test NameNotFound",
                "10.88.7.1 Success plain.test",
                "fd00::7 Success plain.test",
                "10.88.7.9 Failed",
            ],
            await questions.Results.WaitAsync(linux.Deadline));
        Assert.Equal(0, linux.Stop().Counters.Tcp.ActiveOpens);
    }

    // More than fits into the 1232 bytes that we take: dnsmasq sets TC, and is asked by TCP.
    [Fact]
    public async Task Dnsmasq_LongAnswer_ComesByTcp()
    {
        NameQuestions questions = new(static dns => dns.Resolve("big.test", DnsAddressKinds.Ipv4));
        await using DnsmasqOpposite linux = await DnsmasqOpposite.StartAsync(output, s_records, questions.On);
        string result = Assert.Single(await questions.Results.WaitAsync(linux.Deadline));
        Assert.StartsWith("big.test Success big.test 10.88.8.", result, StringComparison.Ordinal);
        Assert.Equal(32, result.Split(' ')[3..].Distinct().Count());
        Assert.Equal(1, linux.Stop().Counters.Tcp.ActiveOpens);
    }
}
