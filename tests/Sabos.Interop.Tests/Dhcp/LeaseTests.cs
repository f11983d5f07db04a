using System.Threading.Tasks;
using Sabos.Net;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>A lease of two minutes, dnsmasq's least: kept while the server is there, lost when it is not, obtained again when it is back.</summary>
public sealed class LeaseTests(ITestOutputHelper output)
{
    // Asked for again after 20 s, and of anybody after 40.
    private static readonly string[] s_times = ["--dhcp-option-force=58,20", "--dhcp-option-force=59,40"];

    /// <summary>In a long run five minutes.</summary>
    private static int Renewals => LeasedOpposite.IsLong ? 15 : 4;

    [Fact]
    public async Task Lease_Renewed_WhileAConnectionTalks()
    {
        await using LeasedOpposite linux = await LeasedOpposite.StartAsync(output, s_times);
        await linux.Client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation conversation = new(await linux.ConnectAsync());
        for (int renewals = 0; renewals < Renewals; renewals++)
        {
            await linux.Client.WaitForAsync(DhcpState.Renewing);
            await linux.Client.WaitForAsync(DhcpState.Bound);
            await conversation.ExpectEchoAsync();
        }

        Assert.Equal(0, linux.Stop().Counters.Arp.Conflicts);
    }

    // The server misses the question to itself and is there for that to all: nobody who talks notices.
    [Fact]
    public async Task Lease_ServerAwayForAWhile_IsReboundWhileAConnectionTalks()
    {
        await using LeasedOpposite linux = await LeasedOpposite.StartAsync(output, s_times);
        await linux.Client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation conversation = new(await linux.ConnectAsync());
        await linux.KillServerAsync();
        await linux.Client.WaitForAsync(DhcpState.Renewing);
        await linux.StartServerAsync();
        await linux.Client.WaitForAsync(DhcpState.Rebinding);
        await linux.Client.WaitForAsync(DhcpState.Bound);
        await conversation.ExpectEchoAsync();
    }

    [Fact]
    public async Task Lease_ServerGone_ExpiresAndIsObtainedWhenItIsBack()
    {
        await using LeasedOpposite linux = await LeasedOpposite.StartAsync(output, s_times);
        await linux.Client.WaitForAsync(DhcpState.Bound);
        await using (EchoConversation conversation = new(await linux.ConnectAsync()))
        {
            await linux.KillServerAsync();
            await linux.Client.WaitForAsync(DhcpState.Rebinding);
            await conversation.ExpectEchoAsync();
            await linux.Client.WaitForAsync(DhcpState.Selecting);
        }

        await linux.StartServerAsync();
        await linux.Client.WaitForAsync(DhcpState.Bound);
        await using EchoConversation later = new(await linux.ConnectAsync());
        await later.ExpectEchoAsync();
    }
}
