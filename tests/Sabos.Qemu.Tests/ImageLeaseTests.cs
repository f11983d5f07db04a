using System;
using System.IO;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The image with an address from dnsmasq: what it was told, and that it takes leave.</summary>
public sealed class ImageLeaseTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");

    [Fact]
    public async Task PowerOff_OnTheConsole_GivesTheLeaseBack()
    {
        using TapNetwork network = new(isLeased: true);
        await using Daemon server = await Dnsmasq.StartAsync(
            network.Launcher,
            TapNetwork.Device,
            _leaseFile,
            $"--dhcp-range={TapNetwork.ImageAddress},{TapNetwork.ImageAddress},1h",
            "--dhcp-option=option:classless-static-route,0.0.0.0/0,10.88.0.1,192.0.2.0/24,10.88.0.1",
            "--dhcp-option=option:domain-search,example.test,example.org",
            "--dhcp-option=option:mtu,1400",
            "--dhcp-option=option:ntp-server,192.0.2.123");
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();

        await machine.TypeAsync("ip lease\r");
        foreach (string line in new[] { "eth0: DHCP BOUND", "server 10.88.0.1", "192.0.2.0/24 via 10.88.0.1", "ntp 192.0.2.123", "search example.test example.org", "mtu 1400" })
            await machine.Console.ExpectAsync(line);
        await machine.TypeAsync("ip route\r");
        await machine.Console.ExpectAsync("192.0.2.0/24 via 10.88.0.1 dev eth0");
        await machine.Console.ExpectAsync("default via 10.88.0.1 dev eth0");

        await machine.TypeAsync("poweroff\r");
        await server.Log.ExpectAsync($"DHCPRELEASE({TapNetwork.Device}) {TapNetwork.ImageAddress}");
        Assert.Equal(1, await machine.WaitForExitAsync());
    }

    public void Dispose() => File.Delete(_leaseFile);
}
