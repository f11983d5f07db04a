using System;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>What the booted image makes of what radvd and dnsmasq say, and what Linux makes of the image.</summary>
public sealed class RouterTests(RoutedImage image, ITestOutputHelper output) : IClassFixture<RoutedImage>, IDisposable
{
    // QEMU's first adapter.
    private const string ImageHardware = "52:54:00:12:34:56";

    /// <summary>An address that was made of a prefix, was asked for, and is in use.</summary>
    internal static Regex Usable(string prefix) =>
        new($@"(?<address>{prefix}[0-9a-f:]+)/64 autoconfigured valid:(?<valid>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    [Fact]
    public async Task Advertised_PrefixesRouterAndNameServers_AreUsed()
    {
        await using ImageShell shell = await image.OpenShellAsync();

        string addresses = await shell.RunAsync("ip address");
        Assert.InRange(Lifetime(addresses, "fd88::"), 500, 600);
        Assert.InRange(Lifetime(addresses, "fd99::"), 0, 16);
        Assert.Matches("fd88::[0-9a-f:]+/64 temporary valid:", addresses);
        string routes = await shell.RunAsync("ip route");
        Assert.Contains($"default via {LinuxLinkLocal()} dev eth0", routes, StringComparison.Ordinal);
        Assert.Contains("fd88::/64 dev eth0", routes, StringComparison.Ordinal);
        Assert.Contains("fd99::/64 dev eth0", routes, StringComparison.Ordinal);

        // The second search domain only DHCPv6 tells, which the router's flag asks for.
        string names = await shell.UntilAsync("dns", Containing("server.test"));
        Assert.Contains("nameserver fd88::1", names, StringComparison.Ordinal);
        Assert.Contains("router.test", names, StringComparison.Ordinal);
        Assert.Contains("host has address fd88::1", await shell.RunAsync("dns host"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fd88::")]
    [InlineData("fd99::")]
    public async Task Services_AtTheAddressOfAPrefix_AreReached(string prefix)
    {
        await using ImageShell first = await image.OpenShellAsync();
        string address = Address(await first.RunAsync("ip address"), prefix);

        Assert.Contains(" 3 received", image.Network.Execute("ping", "-6", "-c", "3", "-i", "0.2", "-W", "5", address), StringComparison.Ordinal);
        string page = image.Network.Execute("curl", "-6", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://[{address}]/");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        await using ImageShell shell = await OpenShellAsync(address);
        Assert.Contains("2 sent, 2 received, 0% loss", await shell.RunAsync($"ping -c 2 {prefix}1"), StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", await shell.RunAsync($"http http://[{address}]/1k"), StringComparison.Ordinal);
    }

    // A host that answers within the time of a neighbour that is there, and says that it is none that forwards.
    [Fact]
    public async Task Neighbors_OfLinuxAndOfTheImage_KnowEachOther()
    {
        await using ImageShell shell = await image.OpenShellAsync();
        string address = Address(await shell.RunAsync("ip address"), "fd88::");
        image.Network.Execute("ip", "-6", "neighbour", "flush", "dev", TapNetwork.Device);

        image.Network.Execute("ping", "-6", "-c", "1", "-W", "5", address);

        string neighbor = image.Network.Execute("ip", "-6", "neighbour", "show", "to", address, "dev", TapNetwork.Device).Trim();
        Assert.Equal($"{address} lladdr {ImageHardware} REACHABLE", neighbor);
        string link = image.Network.Execute("ip", "link", "show", "dev", TapNetwork.Device);
        string hardware = Regex.Match(link, "link/ether (?<address>[0-9a-f:]+)", RegexOptions.CultureInvariant).Groups["address"].Value;
        await shell.RunAsync("ping -c 1 fd88::1");
        await shell.UntilAsync("ip neigh", Containing($"fd88::1 dev eth0 lladdr {hardware} REACHABLE"));
    }

    // The question fits into Linux's packets of 1500 bytes; the answer is as long, and does not fit into those of 1400 that the router told.
    [Fact]
    public async Task Mtu_OfTheRouter_BoundsWhatTheImageSends()
    {
        await using ImageShell shell = await image.OpenShellAsync();
        string address = Address(await shell.RunAsync("ip address"), "fd88::");

        long before = Reassembled();
        image.Network.Execute("ping", "-6", "-c", "1", "-W", "5", "-s", "1352", address);
        Assert.Equal(before, Reassembled());
        image.Network.Execute("ping", "-6", "-c", "1", "-W", "5", "-s", "1353", address);
        Assert.Equal(before + 1, Reassembled());
    }

    [Fact]
    public async Task Router_TakesItselfBack_UntilItIsThereAgain()
    {
        await using ImageShell shell = await image.OpenShellAsync();
        await image.StopRouterAsync();

        string ofRouter = $"default via {LinuxLinkLocal()} ";
        await shell.UntilAsync("ip route", shown => !shown.Contains(ofRouter, StringComparison.Ordinal));
        await shell.UntilAsync("dns", shown => !shown.Contains("router.test", StringComparison.Ordinal));

        // What it said of the short-lived prefix comes to its end.
        await shell.UntilAsync("ip address", new Regex(@"fd99::[0-9a-f:]+/64 autoconfigured deprecated", RegexOptions.CultureInvariant));
        string left = await shell.UntilAsync("ip address", shown => !shown.Contains("fd99::", StringComparison.Ordinal));
        Assert.Matches(Usable("fd88::"), left);

        await image.StartRouterAsync();
        await shell.UntilAsync("ip route", Containing(ofRouter));
        await shell.UntilAsync("ip address", Usable("fd99::"));
        await shell.UntilAsync("dns", Containing("router.test"));
    }

    public void Dispose() => output.WriteLine(image.Log);

    private static Regex Containing(string text) => new(Regex.Escape(text), RegexOptions.CultureInvariant);

    private static string Address(string shown, string prefix) => Usable(prefix).Match(shown).Groups["address"].Value;

    private static int Lifetime(string shown, string prefix)
    {
        Match made = Usable(prefix).Match(shown);
        Assert.True(made.Success, shown);
        return int.Parse(made.Groups["valid"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    private string LinuxLinkLocal() =>
        Regex.Match(image.Network.Execute("ip", "-6", "address", "show", "dev", TapNetwork.Device, "scope", "link"), "fe80:[0-9a-f:]+", RegexOptions.CultureInvariant).Value;

    private long Reassembled() => long.Parse(
        Regex.Match(image.Network.Execute("cat", "/proc/net/snmp6"), @"Ip6ReasmOKs\s+(?<count>\d+)", RegexOptions.CultureInvariant).Groups["count"].ValueSpan,
        System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ImageShell> OpenShellAsync(string address)
    {
        Socket socket = image.Network.CreateIpv6Socket();
        await socket.ConnectAsync(IPAddress.Parse(address), 23, image.Machine.Ended);
        return await ImageShell.OpenAsync(image.Machine, socket);
    }
}
