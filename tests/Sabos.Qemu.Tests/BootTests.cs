using System;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

public sealed class BootTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(BootPath.Elf)]
    [InlineData(BootPath.IsoByBios)]
    [InlineData(BootPath.IsoByUefi)]
    [InlineData(BootPath.DiskByBios)]
    [InlineData(BootPath.DiskByUefi)]
    public async Task Boot_EveryPath_BecomesReady(BootPath path)
    {
        using UserNetwork network = new();
        // OVMF itself takes more than 64 MiB.
        MachineOptions options = new() { Boot = path, Memory = 256 };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.WaitForReadyAsync();
    }

    /// <summary>The least memory that is promised, and more than what lies below the devices' addresses.</summary>
    [Theory]
    [InlineData(16, "q35")]
    [InlineData(16, "pc")]
    [InlineData(4096, "pc")]
    public async Task Boot_InLittleOrMuchMemory_ServesManyConnections(int memory, string board)
    {
        const int Requests = 500;
        using TapNetwork network = new();
        MachineOptions options = new() { Board = board, Memory = memory, CommandLine = "services=httpd" };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        string[] many = ["--parallel", "--parallel-immediate", "--parallel-max", "64", $"http://{network.EndPointOf(80)}/1k?[1-{Requests}]"];
        string statuses = network.Execute("curl", ["--silent", "--show-error", "--max-time", "30", "--output", "/dev/null", "--write-out", "%{http_code} ", .. many]);
        Assert.Equal(Enumerable.Repeat("200", Requests), statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>With all services. OVMF itself takes more than 64 MiB.</summary>
    [Theory]
    [InlineData(16, BootPath.IsoByBios, "q35")]
    [InlineData(16, BootPath.IsoByBios, "pc")]
    [InlineData(4096, BootPath.IsoByUefi, "q35")]
    public async Task Boot_ByFirmwareInLittleOrMuchMemory_Serves(int memory, BootPath path, string board)
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { Boot = path, Board = board, Memory = memory }, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--max-time", "10", $"http://{network.EndPointOf(80)}/");
        Assert.Contains("Sabos", page, StringComparison.Ordinal);
    }
}
