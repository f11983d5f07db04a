using System;
using System.Globalization;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

public sealed class PerfTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Perf_OfAnIdleImage_FindsItIdle()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await using ImageShell shell = await ImageShell.OpenAsync(machine);

        string shown = await shell.RunAsync("perf -f 500 2");

        output.WriteLine(shown);
        string[] words = shown.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int samples = int.Parse(words[0], CultureInfo.InvariantCulture);
        double idle = double.Parse(words[2], CultureInfo.InvariantCulture);
        Assert.InRange(samples, 100, 1100);
        Assert.InRange(idle, 50, 100);
    }

    [Fact]
    public async Task Perf_InTwoSessionsAtOnce_RunsInOneAndIsRefusedInTheOther()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await using ImageShell first = await ImageShell.OpenAsync(machine);
        await using ImageShell second = await ImageShell.OpenAsync(machine);

        string[] shown = await Task.WhenAll(first.RunAsync("perf -f 100 3"), second.RunAsync("perf -f 100 3"));

        Assert.Single(shown, each => each.StartsWith("perf: another perf is under way", StringComparison.Ordinal));
        string profile = Assert.Single(shown, each => each.Contains(" samples, ", StringComparison.Ordinal));
        Assert.InRange(int.Parse(profile.Split(' ')[0], CultureInfo.InvariantCulture), 30, 330);
    }

    [Fact]
    public async Task Perf_OfAnImageAtWork_NamesItsFunctions()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await using ImageShell measuring = await ImageShell.OpenAsync(machine);
        await using ImageShell computing = await ImageShell.OpenAsync(machine);

        Task<string> measured = measuring.RunAsync("perf -n 1000 4");
        while (!measured.IsCompleted)
            await computing.RunAsync("netstat -s");
        string shown = await measured;

        output.WriteLine(shown);
        Assert.Contains("Sabos_Net_", shown, StringComparison.Ordinal);
    }
}
