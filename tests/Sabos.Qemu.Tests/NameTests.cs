using System;
using System.IO;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Dns of the class library, called by a program in the booted image, with dnsmasq as name server.</summary>
public sealed class NameTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Dns_NamesAndAddresses_AreFoundAtTheNameServer()
    {
        string leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");
        using TapNetwork network = new();
        await using Daemon server = await Dnsmasq.StartAsync(
            network.Launcher, "tap0", leaseFile,
            "--dhcp-range=10.88.0.50,10.88.0.50,2m", "--port=53", "--no-resolv", "--no-hosts", "--local=/test/",
            "--host-record=plain.test,10.88.7.1", "--cname=alias.test,plain.test");
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "dns=10.88.0.1" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("sabos> ");

        await machine.TypeAsync("dns alias.test\n");
        await machine.Console.ExpectAsync("alias.test is plain.test");
        await machine.Console.ExpectAsync("alias.test has address 10.88.7.1");
        await machine.TypeAsync("dns 10.88.7.1\n");
        await machine.Console.ExpectAsync("10.88.7.1 is plain.test");
        await machine.TypeAsync("dns none.test\n");
        await machine.Console.ExpectAsync("dns: ");
        await machine.TypeAsync("dns\n");
        await machine.Console.ExpectAsync("nameserver 10.88.0.1");
        File.Delete(leaseFile);
    }
}
