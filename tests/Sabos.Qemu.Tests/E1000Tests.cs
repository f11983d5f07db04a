using System;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>
/// Intel's 82540EM, VirtualBox's default adapter, as QEMU has it: no message signalled interrupts, and a receiver that sleeps for a second after it is switched on.
/// </summary>
public sealed class E1000Tests(ITestOutputHelper output)
{
    private const int TransferPort = 7000;
    private const int Amount = 8 << 20;

    [Theory]
    [InlineData("pc", "max", "e1000", "")]
    [InlineData("pc", "qemu64", "e1000", "mitigation=off")]
    [InlineData("q35", "max", "e1000", "")]
    [InlineData("q35", "qemu64", "e1000-82545em", "")]
    public async Task SelfTest_Machine_Passes(string board, string processor, string adapter, string adapterOptions)
    {
        using UserNetwork network = new();
        MachineOptions options = new()
        {
            Board = board,
            Processor = processor,
            Adapter = adapter,
            AdapterOptions = adapterOptions,
            CommandLine = "selftest ip6=auto",
            Deadline = TimeSpan.FromMinutes(2),
        };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        Match device = await machine.Console.ExpectAsync(new Regex("network device [0-9a-f:.]+: (?<name>[^,]+), 52:54:00:12:34:56, link up", RegexOptions.CultureInvariant));
        await machine.Console.ExpectAsync("[PASS] e1000.buffers");
        await machine.Console.ExpectAsync("[PASS] net.interrupt-delivered");
        await machine.Console.ExpectAsync(" PASSED ===");
        Assert.Equal(adapter == "e1000" ? "82540EM" : "82545EM", device.Groups["name"].Value);
        Assert.Equal(ExitStatus.Of(0), await machine.WaitForExitAsync());
    }

    // VirtualBox's way to start it: its BIOS, a CD, and the chip set of the board "pc".
    [Fact]
    public async Task Services_BootedFromTheCd_Answer()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, new MachineOptions { Board = "pc", Boot = BootPath.IsoByBios });

        string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://{network.EndPointOf(80)}/");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        await using TelnetClient client = await TelnetClient.ConnectAsync(machine);
        await client.Screen.ExpectAsync("sabos> ");
        await client.TypeAsync("exit\r\n");
        await client.Closed.WaitAsync(machine.Ended);
    }

    [Fact]
    public async Task Services_OverBothVersionsOfIp_Answer()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, new MachineOptions());

        foreach (string address in new[] { $"{TapNetwork.ImageAddress}", $"{TapNetwork.ImageIpv6Address}" })
        {
            Assert.Contains(" 3 received", network.Execute("ping", "-c", "3", "-i", "0.2", "-W", "5", address), StringComparison.Ordinal);
            Assert.Contains(" 3 received", network.Execute("ping", "-c", "3", "-i", "0.2", "-W", "5", "-s", "4000", address), StringComparison.Ordinal);
        }

        foreach (string host in new[] { $"{TapNetwork.ImageAddress}", $"[{TapNetwork.ImageIpv6Address}]" })
        {
            string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://{host}/1k");
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Echo_BothWaysAtOnce_EveryByteComesBack(bool overIpv6)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, new MachineOptions { CommandLine = "services=transfer" });
        byte[] sent = new byte[Amount];
        new Random(1).NextBytes(sent);
        byte[] received = new byte[Amount];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(50));
        using Socket socket = overIpv6 ? network.CreateIpv6Socket() : network.CreateSocket();
        await socket.ConnectAsync(overIpv6 ? TapNetwork.ImageIpv6Address : TapNetwork.ImageAddress, TransferPort, limit.Token);
        using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("echo\n"), limit.Token);

        Task sending = stream.WriteAsync(sent, limit.Token).AsTask();
        await stream.ReadExactlyAsync(received, limit.Token);
        await sending;

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData("-4")]
    [InlineData("-6")]
    public async Task Iperf3_BothDirections_MovesTheAmount(string version)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, new MachineOptions { CommandLine = "services=iperf3" });
        string address = (version == "-6" ? TapNetwork.ImageIpv6Address : TapNetwork.ImageAddress).ToString();

        foreach (string[] direction in (string[][])[[], ["--reverse"]])
        {
            string report = network.Execute("timeout", ["40", "iperf3", version, "--json", "--client", address, "--bytes", $"{Amount}", .. direction]);
            JsonNode end = JsonNode.Parse(report)!["end"]!;
            Assert.InRange(end["sum_sent"]!["bytes"]!.GetValue<long>(), Amount, long.MaxValue);
        }
    }

    [Fact]
    public async Task Link_TakenAwayAndBack_IsFollowed()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network, new MachineOptions());
        await machine.TypeAsync("\r");
        await machine.Console.ExpectAsync("sabos> ");

        await SetLinkAsync(machine, isUp: false);
        await ExpectOnConsoleAsync(machine, "eth0: down");
        await SetLinkAsync(machine, isUp: true);
        await ExpectOnConsoleAsync(machine, "eth0: up");
        Assert.Contains(" 3 received", network.Execute("ping", "-c", "3", "-i", "0.2", "-W", "5", $"{TapNetwork.ImageAddress}"), StringComparison.Ordinal);
        await machine.TypeAsync("adapter\r");
        await machine.Console.ExpectAsync("eth0: e1000");
        await machine.Console.ExpectAsync("faults 0, recoveries 0");
    }

    private static async Task SetLinkAsync(QemuMachine machine, bool isUp) =>
        await machine.Monitor.ExecuteAsync("set_link", new JsonObject { ["name"] = "net", ["up"] = isUp }, machine.Ended);

    // The link's change is told by an interrupt, the console's input comes by another: which is first is not said.
    private static async Task ExpectOnConsoleAsync(QemuMachine machine, string expected)
    {
        Match shown;
        do
        {
            await machine.TypeAsync("ip\r");
            shown = await machine.Console.ExpectAsync(new Regex(@"eth0: (up|down)[^\n]*\n", RegexOptions.CultureInvariant));
        }
        while (!shown.Value.StartsWith(expected, StringComparison.Ordinal));
    }

    private async Task<QemuMachine> StartReadyAsync(GuestNetwork network, MachineOptions options)
    {
        QemuMachine machine = await QemuMachine.StartAsync(options with { Adapter = "e1000" }, network, output.WriteLine);
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
