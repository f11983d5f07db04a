using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The image with addresses from dnsmasq: what it was told, and that it takes leave.</summary>
public sealed class ImageLeaseTests(ITestOutputHelper output) : IDisposable
{
    private const string LeasedIpv6Address = "fd88::50";

    // RFC 8415 11.4: DUID-LL of QEMU's first adapter.
    private const string Identifier = "00:03:00:01:52:54:00:12:34:56";

    private static readonly string[] s_ipv6 = ["--enable-ra", $"--dhcp-range={LeasedIpv6Address},{LeasedIpv6Address},64,1h"];

    // The image is gone: what it has not said by now it will not say.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");

    [Fact]
    public async Task PowerOff_OnTheConsole_GivesTheLeasesBack()
    {
        using TapNetwork network = new(isLeased: true);
        await using Daemon server = await Dnsmasq.StartAsync(
            network.Launcher,
            TapNetwork.Device,
            _leaseFile,
            [
                $"--dhcp-range={TapNetwork.ImageAddress},{TapNetwork.ImageAddress},1h",
                "--dhcp-option=option:classless-static-route,0.0.0.0/0,10.88.0.1,192.0.2.0/24,10.88.0.1",
                "--dhcp-option=option:domain-search,example.test,example.org",
                "--dhcp-option=option:mtu,1400",
                "--dhcp-option=option:ntp-server,192.0.2.123",
                .. s_ipv6,
            ]);
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await using ImageShell shell = await ImageShell.OpenAsync(machine);

        string lease = await shell.UntilAsync("ip lease", shown => shown.Contains("DHCPv6 BOUND", StringComparison.Ordinal));
        Assert.All(
            ["eth0: DHCP BOUND", "server 10.88.0.1", "192.0.2.0/24 via 10.88.0.1", "ntp 192.0.2.123", "search example.test example.org", "mtu 1400", $"address {LeasedIpv6Address}"],
            line => Assert.Contains(line, lease, StringComparison.Ordinal));
        string routes = await shell.RunAsync("ip route");
        Assert.Contains("192.0.2.0/24 via 10.88.0.1 dev eth0", routes, StringComparison.Ordinal);
        Assert.Contains("default via 10.88.0.1 dev eth0", routes, StringComparison.Ordinal);

        await machine.TypeAsync("poweroff\r");
        Assert.Equal(1, await machine.WaitForExitAsync());
        await ExpectReleaseAsync(server, $"{TapNetwork.ImageAddress}", Identifier);
    }

    // Nothing of IPv4 is waited for.
    [Fact]
    public async Task PowerOff_WithAStaticIpv4Address_GivesTheIpv6LeaseBack()
    {
        using TapNetwork network = new();
        await using Daemon server = await Dnsmasq.StartAsync(network.Launcher, TapNetwork.Device, _leaseFile, s_ipv6);
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "ip6=auto" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await using ImageShell shell = await ImageShell.OpenAsync(machine);
        await shell.UntilAsync("ip address", shown => shown.Contains($"{LeasedIpv6Address}/128 dhcp valid", StringComparison.Ordinal));

        await machine.TypeAsync("poweroff\r");
        Assert.Equal(1, await machine.WaitForExitAsync());
        await ExpectReleaseAsync(server, Identifier);
    }

    public void Dispose() => File.Delete(_leaseFile);

    // In either order: of IPv4 by the address, of IPv6 by the client's identifier.
    private async Task ExpectReleaseAsync(Daemon server, params string[] clients)
    {
        string each = string.Concat(clients.Select(client => $@"(?=.*DHCPRELEASE\({TapNetwork.Device}\) {client} )"));
        try
        {
            await server.Log.ExpectAsync(new Regex(each, RegexOptions.Singleline | RegexOptions.CultureInvariant)).WaitAsync(s_patience);
        }
        finally
        {
            output.WriteLine(server.Log.Text);
        }
    }
}
