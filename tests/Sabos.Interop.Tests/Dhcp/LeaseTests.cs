using System;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Net;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>A lease of two minutes, dnsmasq's least: kept while the server is there, lost when it is not, obtained again when it is back.</summary>
public sealed class LeaseTests(ITestOutputHelper output)
{
    private const ushort ServicePort = 7000;

    // Asked for again after 20 s, and of anybody after 40.
    private static readonly string[] s_times = ["--port=0", "--dhcp-option-force=58,20", "--dhcp-option-force=59,40"];

    private readonly LeaseLog _client = new(output);

    /// <summary>In a long run the clock of the stack goes as the wall's does; else a minute takes six seconds.</summary>
    private static bool IsLong => Transfers.Factor > 1;

    /// <summary>In a long run five minutes.</summary>
    private static int Renewals => IsLong ? 15 : 4;

    [Fact]
    public async Task Lease_Renewed_WhileAConnectionTalks()
    {
        await using DnsmasqOpposite linux = await StartAsync();
        await _client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation conversation = new(await linux.ConnectAsync(ServicePort));
        for (int renewals = 0; renewals < Renewals; renewals++)
        {
            await _client.WaitForAsync(DhcpState.Renewing);
            await _client.WaitForAsync(DhcpState.Bound);
            await conversation.ExpectEchoAsync();
        }

        Assert.Equal(0, linux.Stop().Counters.Arp.Conflicts);
    }

    // The server misses the question to itself and is there for that to all: nobody who talks notices.
    [Fact]
    public async Task Lease_ServerAwayForAWhile_IsReboundWhileAConnectionTalks()
    {
        await using DnsmasqOpposite linux = await StartAsync();
        await _client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation conversation = new(await linux.ConnectAsync(ServicePort));
        await linux.KillServerAsync();
        await _client.WaitForAsync(DhcpState.Renewing);
        await linux.StartServerAsync();
        await _client.WaitForAsync(DhcpState.Rebinding);
        await _client.WaitForAsync(DhcpState.Bound);
        await conversation.ExpectEchoAsync();
    }

    [Fact]
    public async Task Lease_ServerGone_ExpiresAndIsObtainedWhenItIsBack()
    {
        await using DnsmasqOpposite linux = await StartAsync();
        await _client.WaitForAsync(DhcpState.Bound);
        await using (EchoConversation conversation = new(await linux.ConnectAsync(ServicePort)))
        {
            await linux.KillServerAsync();
            await _client.WaitForAsync(DhcpState.Rebinding);
            await conversation.ExpectEchoAsync();

            // In the same moment: the address is nobody's, and the connection fails.
            await _client.WaitForAsync(@"Selecting \[\] 0\n");
        }

        // RFC 3927: meanwhile the link's own.
        Match linkLocal = await _client.WaitForAsync(@"Selecting \[(?<address>169\.254\.[0-9.]+)\] 0\n");
        linux.Execute("ip", "route", "add", "169.254.0.0/16", "dev", "tap0");
        await using (EchoConversation meanwhile = new(await linux.ConnectAsync(ServicePort, linkLocal.Groups["address"].Value)))
            await meanwhile.ExpectEchoAsync();

        await linux.StartServerAsync();
        await _client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation later = new(await linux.ConnectAsync(ServicePort));
        await later.ExpectEchoAsync();
    }

    private async Task<DnsmasqOpposite> StartAsync()
    {
        DnsmasqOpposite linux = await DnsmasqOpposite.StartAsync(output, s_times, Serve, IsLong ? 1 : 10);
        linux.Deadline.Register(_client.End);
        return linux;
    }

    private Action Serve(NetworkStack stack)
    {
        const int AfterLoopback = 1;
        StackTransferService service = new(stack, ServicePort);
        return () =>
        {
            service.Run();
            _client.Look(stack.Interfaces[AfterLoopback], service.Connections);
        };
    }
}
