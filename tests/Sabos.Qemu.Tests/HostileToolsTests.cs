using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The attack tools of thc-ipv6 and of SI6 Networks' ipv6toolkit: the image stands, holds no more memory than before, and serves over both versions.</summary>
public sealed partial class HostileToolsTests(RoutedImage image, ITestOutputHelper output) : IClassFixture<RoutedImage>, IAsyncLifetime
{
    private const string Device = TapNetwork.Device;

    // Frames wait in the device's queue while QEMU stands still: none is lost.
    private const string QueueLength = "20000";

    // Tables with bounds: reassembly (256 KiB), neighbours (512), frames that wait for one (64).
    private const double MemoryTolerance = 1;

    private ImageShell? _shell;
    private string _address = "";
    private double _memoryBefore;

    public async Task InitializeAsync()
    {
        image.Network.Execute("ip", "link", "set", "dev", Device, "txqueuelen", QueueLength);
        _shell = await image.OpenShellAsync();
        _address = RouterTests.Usable("fd88::").Match(await _shell.RunAsync("ip address")).Groups["address"].Value;
        _memoryBefore = await MemoryAsync();
    }

    [Fact]
    public async Task Implementation6_EachCase_IsAnsweredAsTheStandardsHaveIt()
    {
        IEnumerable<string> outcomes = await ImplementationCases.RunAsync(image.Network, _address);

        Assert.Equal(string.Join('\n', ImplementationCases.Expected), string.Join('\n', outcomes));
        await ExpectUnharmedAsync();
    }

    // Options of the fuzzer, which says by its exit code whether the target lives.
    [Fact]
    public async Task FuzzIp6_OfEveryMessage_HarmsNothing()
    {
        long before = await CounterAsync("Ip6", "InReceives");
        foreach (string message in (string[])
            ["-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "-0", "-s 80", "-X", "-I", "-1 -F", "-1 -S", "-1 -D", "-1 -H", "-5 -R", "-1 -J"])
        {
            string result = image.Network.Execute("atk6-fuzz_ip6", [.. message.Split(' '), Device, _address]);
            Assert.Contains("still alive", result, StringComparison.Ordinal);
        }

        Assert.InRange(await CounterAsync("Ip6", "InReceives") - before, 40_000, long.MaxValue);
        await ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Na6AndNs6_FloodsOfNeighbors_AreBounded()
    {
        const int Sources = 2_000;
        long advertisements = await CounterAsync("Icmp6", "InNeighborAdvertisements");
        long solicitations = await CounterAsync("Icmp6", "InNeighborSolicits");

        // That others have our address, that there are neighbours nobody asked for, and strangers that ask for us.
        image.Network.Execute("na6", "-i", Device, "-d", _address, "-t", _address, "-o", "-e", "-F", $"{Sources}");
        image.Network.Execute("na6", "-i", Device, "-d", _address, "-t", "fd88::/64", "-c", "-o", "-e", "-T", $"{Sources}");
        image.Network.Execute("ns6", "-i", Device, "-d", _address, "-t", _address, "-s", "fd88::/64", "-e", "-F", $"{Sources}");

        await CounterReachesAsync("Icmp6", "InNeighborAdvertisements", advertisements + (2 * Sources));
        await CounterReachesAsync("Icmp6", "InNeighborSolicits", solicitations + Sources);
        string neighbors = await _shell!.RunAsync("ip neigh");
        Assert.InRange(neighbors.Split('\n').Count(line => line.Contains(" dev eth0", StringComparison.Ordinal) && line.Contains("::", StringComparison.Ordinal)), 1, 512);
        await ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Ra6_FloodsOfRoutersPrefixesAndRoutes_AreBounded()
    {
        const int Routers = 1_000;
        long before = await CounterAsync("Icmp6", "InRouterAdvertisements");

        image.Network.Execute("ra6", "-i", Device, "-d", "ff02::1", "-e", "-t", "3000", "-F", $"{Routers}");
        image.Network.Execute("ra6", "-i", Device, "-d", "ff02::1", "-e", "-P", "2001:db8::/64#LA#1000#500", "-f", $"{Routers}");
        image.Network.Execute("ra6", "-i", Device, "-d", "ff02::1", "-e", "-R", "::/64#1", "-w", $"{Routers}");

        await CounterReachesAsync("Icmp6", "InRouterAdvertisements", before + Routers + 2);
        string addresses = await _shell!.RunAsync("ip address");
        Assert.InRange(addresses.Split('\n').Count(line => line.Contains("autoconfigured", StringComparison.Ordinal)), 2, 8);
        Assert.InRange((await _shell.RunAsync("ip route")).Split('\n').Length, 4, 100);
        await ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Frag6_FragmentsWithoutEnd_AreBounded()
    {
        const int Fragments = 2_000;
        long before = await CounterAsync("Ip6", "ReasmReqds");

        // The first and the last of datagrams that never come together, middle ones of lengths that cannot be, and more than a datagram holds.
        image.Network.Execute("frag6", "-i", Device, "-d", _address, "-s", "fd88::/64", "-n", "-O", "first", "-P", "1024", "-F", $"{Fragments}");
        image.Network.Execute("frag6", "-i", Device, "-d", _address, "-s", "fd88::/64", "-n", "-O", "last", "-P", "1024", "-F", $"{Fragments}");
        image.Network.Execute("frag6", "-i", Device, "-d", _address, "-s", "fd88::/64", "-n", "-F", $"{Fragments}");
        image.Network.Execute("frag6", "-i", Device, "-d", _address, "-n", "-X");

        await CounterReachesAsync("Ip6", "ReasmReqds", before + (2 * Fragments));
        await ExpectUnharmedAsync();
    }

    public async Task DisposeAsync()
    {
        output.WriteLine(image.Log);
        if (_shell is not null)
            await _shell.DisposeAsync();
    }

    private async Task ExpectUnharmedAsync()
    {
        Assert.Contains(" 3 received", image.Network.Execute("ping", "-6", "-c", "3", "-i", "0.2", "-W", "5", _address), StringComparison.Ordinal);
        foreach (string host in new[] { $"{TapNetwork.ImageAddress}", $"[{_address}]" })
        {
            string page = image.Network.Execute("curl", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://{host}/");
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        }

        double memory = await MemoryAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"heap in use {_memoryBefore:F2} then {memory:F2} MiB"));
        Assert.InRange(memory, 0, _memoryBefore + MemoryTolerance);
    }

    /// <summary>MiB of the heap that are in use once everything that is not has been collected.</summary>
    private async Task<double> MemoryAsync()
    {
        Match inUse = HeapInUse().Match(await _shell!.RunAsync("mem collect"));
        double count = double.Parse(inUse.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        return inUse.Groups["unit"].Value == "KiB" ? count / 1024 : count;
    }

    private async Task<long> CounterAsync(string protocol, string name) => Counter(await _shell!.RunAsync("netstat -s"), protocol, name);

    private async Task CounterReachesAsync(string protocol, string name, long least) =>
        await _shell!.UntilAsync("netstat -s", shown => Counter(shown, protocol, name) >= least);

    // Zero is not shown for IPv6.
    private static long Counter(string shown, string protocol, string name)
    {
        Match counter = Regex.Match(shown, $@"^{protocol} +{name} +(?<count>\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return counter.Success ? long.Parse(counter.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\nheap +(?<count>[0-9.]+) (?<unit>[KM]iB) in use", RegexOptions.ExplicitCapture)]
    private static partial Regex HeapInUse();
}
