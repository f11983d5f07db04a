using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

public sealed class CommandLineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("loglevel=deafening")]
    [InlineData("httpd.port=70000")]
    public async Task Word_UnknownOrMalformed_IsNamedAndTheImageStillServes(string word)
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = word }, network, output.WriteLine);

        await machine.Console.ExpectAsync($"'{word}'");
        await machine.WaitForReadyAsync();
    }

    [Fact]
    public async Task Services_WithOneUnknown_StartTheOthersAndNameIt()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "services=clairvoyance,telnetd" }, network, output.WriteLine);

        await machine.Console.ExpectAsync("unknown service 'clairvoyance'");
        await machine.WaitForReadyAsync();
        await using TelnetClient client = await TelnetClient.ConnectAsync(machine);
        await client.Screen.ExpectAsync("sabos> ");
        SocketException refusal = await Assert.ThrowsAsync<SocketException>(() => network.ConnectAsync(80, machine.Ended));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }

    [Fact]
    public async Task Services_TwoOnOnePort_OneIsSaidToHaveEndedInALine()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "httpd.port=23" }, network, output.WriteLine);

        await machine.Console.ExpectAsync(new Regex("sabos: telnetd has ended: address already in use\r?\nsabos: ready", RegexOptions.CultureInvariant));
    }

    [Fact]
    public async Task Adapter_WithoutADriver_IsNamed()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new MachineOptions { Adapter = "rtl8139", CommandLine = "selftest=net" }, network, output.WriteLine);

        await machine.Console.ExpectAsync(
            new Regex("sabos: network device [0-9a-f:.]+ 10ec:8139 Ethernet controller cannot be used: there is no driver for it\r?\n", RegexOptions.CultureInvariant));
        await machine.Console.ExpectAsync("no network device: loopback only");
        await machine.Console.ExpectAsync("[FAIL] net.interrupt-delivered: there is no network device");
    }

    [Fact]
    public async Task Hostname_Given_IsTheImagesName()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "hostname=albatross" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        Assert.Contains("albatross", network.Execute("curl", "--silent", "--max-time", "10", $"http://{network.EndPointOf(80)}/status.json"), System.StringComparison.Ordinal);
    }
}
