using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The tests of the tests: what waits for a machine must fail, and not hang, when the machine does.</summary>
public sealed class HarnessTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Expect_TextThatNeverComes_FailsAtTheDeadline()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { Deadline = TimeSpan.FromSeconds(3) }, network, output.WriteLine);

        await Assert.ThrowsAsync<EndOfStreamException>(() => machine.Console.ExpectAsync("never said"));

        Assert.True(machine.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Start_ImpossibleMachine_FailsWithQemusReason()
    {
        using UserNetwork network = new();
        StringBuilder log = new();

        await Assert.ThrowsAnyAsync<Exception>(() => QemuMachine.StartAsync(
            new MachineOptions { Processor = "abacus", Deadline = TimeSpan.FromSeconds(3) }, network, line => log.AppendLine(line)));

        Assert.Contains("abacus", log.ToString(), StringComparison.Ordinal);
    }
}
