using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>What the network adapter tells beside frames, and what it is told: QEMU's monitor is at its other end.</summary>
public sealed class AdapterTests(ITestOutputHelper output)
{
    private const string Backend = "net";

    [Fact]
    public async Task Link_TakenAwayAndBack_IsFollowedAndConnectionsGoOn()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);
        await using ImageShell shell = await ImageShell.OpenAsync(machine);
        await machine.TypeAsync("\r");
        await machine.Console.ExpectAsync("sabos> ");

        await SetLinkAsync(machine, isUp: false);
        await ExpectOnConsoleAsync(machine, "ip", "eth0: down");
        await SetLinkAsync(machine, isUp: true);
        await ExpectOnConsoleAsync(machine, "ip", "eth0: up");

        Assert.Contains("still here", await shell.RunAsync("echo still here"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mtu_OfTheAdapter_IsThatOfTheInterface()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, "host_mtu=1400");
        await using ImageShell shell = await ImageShell.OpenAsync(machine);

        Assert.Contains("eth0: up, mtu 1400", await shell.RunAsync("ip"), StringComparison.Ordinal);

        // Linux sends it whole; the answer comes in fragments that the adapter's link carries.
        string ping = network.Execute("ping", "-c", "2", "-i", "0.2", "-W", "5", "-s", "1472", $"{TapNetwork.ImageAddress}");
        Assert.Contains("2 received", ping, StringComparison.Ordinal);
        Assert.Equal(2, Reassembled(network));
    }

    // RFC 1112 6.4, RFC 2464 7: the groups of all, of our addresses, of multicast DNS.
    [Theory]
    [InlineData("")]
    [InlineData("disable-modern=on,vectors=0")]
    public async Task ReceiveFilter_HasTheGroupsAndAllWhileRecording(string adapter)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, adapter);
        await using ImageShell shell = await ImageShell.OpenAsync(machine);

        JsonNode filter = await FilterAsync(machine);
        Assert.Equal((false, "normal", "normal"), (filter["promiscuous"]!.GetValue<bool>(), $"{filter["multicast"]}", $"{filter["unicast"]}"));
        IEnumerable<string> groups = filter["multicast-table"]!.AsArray().Select(static group => $"{group}");
        Assert.Superset(
            new HashSet<string>(["01:00:5e:00:00:01", "01:00:5e:00:00:fb", "33:33:00:00:00:01", "33:33:00:00:00:fb", "33:33:ff:00:00:02"]), groups.ToHashSet());

        await shell.RunAsync("capture start -k 64");
        await ExpectPromiscuousAsync(machine, true);
        await shell.RunAsync("capture stop");
        await ExpectPromiscuousAsync(machine, false);
    }

    // As after a move to another host (virtio 1.2, 5.1.6.5.4): each round comes only when the one before was acknowledged.
    [Theory]
    [InlineData("")]
    [InlineData("disable-modern=on,vectors=0")]
    public async Task Announcement_AskedFor_NeighboursAreTold(string adapter)
    {
        const int Rounds = 3;
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, adapter);
        await using Daemon arp = Listen(network, Rounds, $"arp src host {TapNetwork.ImageAddress} and arp dst host {TapNetwork.ImageAddress}");
        await using Daemon neighbors = Listen(network, Rounds, $"icmp6 and ip6[40] == 136 and src host {TapNetwork.ImageIpv6Address} and dst host ff02::1");
        await arp.Log.ExpectAsync("listening on");
        await neighbors.Log.ExpectAsync("listening on");

        await machine.Monitor.ExecuteAsync(
            "announce-self", new JsonObject { ["initial"] = 50, ["max"] = 500, ["rounds"] = Rounds, ["step"] = 100 }, machine.Ended);

        await arp.Log.ExpectAsync($"{Rounds} packets captured").WaitAsync(machine.Ended);
        await neighbors.Log.ExpectAsync($"{Rounds} packets captured").WaitAsync(machine.Ended);
    }

    private static long Reassembled(TapNetwork network) =>
        JsonNode.Parse(network.Execute("nstat", "-a", "-s", "-z", "--json"))!["kernel"]!["IpReasmOKs"]!.GetValue<long>();

    private static Daemon Listen(TapNetwork network, int packets, string filter) =>
        Daemon.Start([.. network.Launcher, "tcpdump", "-n", "-p", "-w", "/dev/null", "-c", $"{packets}", "-i", TapNetwork.Device, filter]);

    private static async Task<JsonNode> FilterAsync(QemuMachine machine) =>
        (await machine.Monitor.ExecuteAsync("query-rx-filter", null, machine.Ended)).AsArray().Single()!;

    // The shell may answer before the adapter is told.
    private static async Task ExpectPromiscuousAsync(QemuMachine machine, bool isWanted)
    {
        while ((await FilterAsync(machine))["promiscuous"]!.GetValue<bool>() != isWanted)
            await Task.Delay(TimeSpan.FromMilliseconds(10), machine.Ended);
    }

    private static async Task SetLinkAsync(QemuMachine machine, bool isUp) =>
        await machine.Monitor.ExecuteAsync("set_link", new JsonObject { ["name"] = Backend, ["up"] = isUp }, machine.Ended);

    // The link's change is told by an interrupt, the console's input comes by another: which is first is not said.
    private static async Task ExpectOnConsoleAsync(QemuMachine machine, string command, string expected)
    {
        Match shown;
        do
        {
            await machine.TypeAsync($"{command}\r");
            shown = await machine.Console.ExpectAsync(new Regex(@"eth0: (up|down)[^\n]*\n", RegexOptions.CultureInvariant));
        }
        while (!shown.Value.StartsWith(expected, StringComparison.Ordinal));
    }

    private async Task<QemuMachine> StartReadyAsync(TapNetwork network, string adapter = "")
    {
        QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { AdapterOptions = adapter }, network, output.WriteLine);
        try
        {
            await machine.WaitForReadyAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }
}
