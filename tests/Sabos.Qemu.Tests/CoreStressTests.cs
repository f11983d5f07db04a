using System;
using System.IO;
using System.Threading.Tasks;
using Sabos.Testbed;
using Sabos.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>What the core promises any program: threads, memory, signals, time, and an explanation when it dies.</summary>
public sealed class CoreStressTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("q35", "max")]
    [InlineData("pc", "qemu64")]
    public async Task Stress_OnTheCore_Passes(string board, string processor)
    {
        using UserNetwork network = new();
        MachineOptions options = new() { Elf = "stress.elf", Board = board, Processor = processor, Deadline = TimeSpan.FromMinutes(3) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.Console.ExpectAsync(" passed, 0 failed ===");
        Assert.Equal(ExitStatus.Of(0), await machine.WaitForExitAsync());
    }

    [Fact]
    public void Stress_OnLinux_PassesToo()
    {
        string program = Path.Combine(Repository.Root, "artifacts/bin/Sabos.Core.Stress/release_linux-x64/native/Sabos.Core.Stress");

        // Without a limit its tests of exhaustion would exhaust the host.
        output.WriteLine(ExternalCommand.Run(["env", "DOTNET_GCHeapHardLimit=4000000", program, "exceptions", "threads", "time"]));
    }

    [Theory]
    [InlineData("exit", 7, "")]
    [InlineData("unhandled", 6, "nobody catches this")]
    [InlineData("stackoverflow", 11, "stack overflow")]
    public async Task Death_OfTheProgram_IsExplainedAndGivesItsStatus(string how, int code, string explanation)
    {
        using UserNetwork network = new();
        MachineOptions options = new() { Elf = "stress.elf", CommandLine = $"die={how}" };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        int status = await machine.WaitForExitAsync();

        Assert.Contains(explanation, machine.Console.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ExitStatus.Of(code), status);
    }
}
