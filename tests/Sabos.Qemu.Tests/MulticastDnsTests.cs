using System;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The booted image and avahi-daemon on one link: names under .local.</summary>
public sealed class MulticastDnsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task AvahiAndTheImage_OfDifferentNames_FindEachOther()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);
        await using Avahi avahi = await Avahi.StartAsync(network.Launcher, TapNetwork.Device, "penguin");
        await using ImageShell shell = await ImageShell.OpenAsync(machine);

        Assert.Matches(@"^\+ \d \d albatross\.local 10\.88\.0\.2$", await avahi.AskAsync("RESOLVE-HOSTNAME-IPV4 albatross.local", machine.Ended));
        Match ipv6 = Regex.Match(
            await avahi.AskAsync("RESOLVE-HOSTNAME-IPV6 albatross.local", machine.Ended), @"^\+ \d \d albatross\.local (?<address>\S+)$", RegexOptions.CultureInvariant);
        Assert.Contains(ipv6.Groups["address"].Value, await shell.RunAsync("ip address"), StringComparison.Ordinal);
        Assert.Matches(@"^\+ \d \d albatross\.local$", await avahi.AskAsync($"RESOLVE-ADDRESS {TapNetwork.ImageAddress}", machine.Ended));
        Assert.Matches(@"^\+ \d \d albatross\.local$", await avahi.AskAsync($"RESOLVE-ADDRESS {TapNetwork.ImageIpv6Address}", machine.Ended));

        string found = await shell.RunAsync("dns penguin.local");
        Assert.Contains("penguin.local has address 10.88.0.1", found, StringComparison.Ordinal);
        Assert.Contains($"penguin.local has address {TapNetwork.HostIpv6Address}", found, StringComparison.Ordinal);
        Assert.Contains("dns: ", await shell.RunAsync("dns nobody.local"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Avahi_OfTheImagesName_TakesAnother()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);
        await using Avahi avahi = await Avahi.StartAsync(network.Launcher, TapNetwork.Device, "albatross");

        Assert.Equal("albatross-2", avahi.HostName);
        Assert.Matches(@"^\+ \d \d albatross\.local 10\.88\.0\.2$", await avahi.AskAsync("RESOLVE-HOSTNAME-IPV4 albatross.local", machine.Ended));
    }

    // RFC 6762 8 and 9: a link that was away may be another, on which somebody has the name by now.
    [Fact]
    public async Task Image_ComesBackToALinkWhereAvahiHasItsName_TakesAnother()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);
        await SetLinkAsync(machine, isUp: false);
        await using Avahi avahi = await Avahi.StartAsync(network.Launcher, TapNetwork.Device, "albatross");
        Assert.Equal("albatross", avahi.HostName);
        await SetLinkAsync(machine, isUp: true);

        Assert.Matches(@"^\+ \d \d albatross-2\.local 10\.88\.0\.2$", await avahi.AskAsync("RESOLVE-HOSTNAME-IPV4 albatross-2.local", machine.Ended));
        Assert.Matches(@"^\+ \d \d albatross-2\.local$", await avahi.AskAsync($"RESOLVE-ADDRESS {TapNetwork.ImageAddress}", machine.Ended));
    }

    private static async Task SetLinkAsync(QemuMachine machine, bool isUp) =>
        await machine.Monitor.ExecuteAsync("set_link", new JsonObject { ["name"] = "net", ["up"] = isUp }, machine.Ended);

    private async Task<QemuMachine> StartAsync(TapNetwork network)
    {
        QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "hostname=albatross" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();
        return machine;
    }
}
