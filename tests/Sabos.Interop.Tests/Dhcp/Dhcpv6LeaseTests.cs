using System;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Net;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>dnsmasq is the router, says that addresses are leased, and leases one for two minutes: half of that is its T1.</summary>
public sealed partial class Dhcpv6LeaseTests(ITestOutputHelper output)
{
    private const ushort ServicePort = 7000;
    private const string Address = "fd88::50";

    private static readonly string[] s_options = ["--port=0", "--enable-ra", $"--dhcp-range={Address},{Address},64,2m"];

    private readonly LeaseLog _client = new(output);

    [Fact]
    public async Task Lease_OfAnIpv6Address_IsRenewedWhileAConnectionTalks()
    {
        await using DnsmasqOpposite linux = await DnsmasqOpposite.StartAsync(output, s_options, Serve, speed: 10, ipv6: true);
        linux.Deadline.Register(_client.End);
        await _client.WaitForAsync($@"Bound \[.*\b{Address}\b.*\]");
        await using EchoConversation conversation = new(await linux.ConnectAsync(ServicePort, Address));

        long granted = await ExpiryAsync(linux, after: 0);
        await _client.WaitForAsync(Dhcpv6State.Renewing);
        await _client.WaitForAsync(Dhcpv6State.Bound);
        await ExpiryAsync(linux, granted);
        await conversation.ExpectEchoAsync();
    }

    /// <summary>When the lease ends that the server remembers, in seconds since 1970, once that is later than so much.</summary>
    private static async Task<long> ExpiryAsync(DnsmasqOpposite linux, long after)
    {
        while (true)
        {
            // EXPIRY IAID ADDRESS NAME DUID; it may be at writing them.
            Match lease = LeaseLine().Match(linux.Leases);
            if (lease.Success && long.Parse(lease.Groups["expiry"].ValueSpan, CultureInfo.InvariantCulture) is var expiry && expiry > after)
                return expiry;
            await Task.Delay(TimeSpan.FromMilliseconds(50), linux.Deadline);
        }
    }

    private Action Serve(NetworkStack stack)
    {
        const int AfterLoopback = 1;
        StackTransferService service = new(stack, ServicePort);
        return () =>
        {
            service.Run();
            _client.LookAtIpv6(stack.Interfaces[AfterLoopback], service.Connections);
        };
    }

    [GeneratedRegex($@"\b(?<expiry>\d{{10}}) \S+ {Address} ", RegexOptions.ExplicitCapture)]
    private static partial Regex LeaseLine();
}
