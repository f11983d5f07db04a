using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>What the core tells about itself: when it ends, and when asked on the command line.</summary>
public sealed partial class PanicTests(ITestOutputHelper output)
{
    private const int PanicStatus = 255; // 2 * 127 + 1

    [Fact]
    public async Task Panic_NonMaskableInterrupt_NamesFunctionsAndLeaves()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("sabos> ");

        await machine.InjectNonMaskableInterruptAsync();

        await machine.Console.ExpectAsync("sabos: panic: non-maskable interrupt");
        Match registers = await machine.Console.ExpectAsync(Registers());

        // A machine with nothing to do waits in the core; this one has only just run out of things to do.
        if (registers.Groups["core"].Success)
        {
            await machine.Console.ExpectAsync(CoreFunction());
            await machine.Console.ExpectAsync("the program was at");
        }

        await machine.Console.ExpectAsync(ProgramFunction());
        Assert.Equal(PanicStatus, await machine.WaitForExitAsync());
    }

    [Theory]
    [InlineData(6, "the image is not in usable memory")]
    [InlineData(12, "not enough memory for the program")]
    public async Task Boot_InTooLittleMemory_SaysSo(int memory, string reason)
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { Memory = memory }, network, output.WriteLine);

        await machine.Console.ExpectAsync($"sabos: panic: {reason}");
        Assert.Equal(PanicStatus, await machine.WaitForExitAsync());
    }

    [Fact]
    public async Task Trace_OnTheCommandLine_NamesCallsArgumentsAndResults()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "trace" }, network, output.WriteLine);

        await machine.Console.ExpectAsync(TracedCall());
        await machine.Console.ExpectAsync(TracedResult());
    }

    [Fact]
    public async Task LogLevelDebug_OnTheCommandLine_TellsWhatTheCoreFound()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "loglevel=debug" }, network, output.WriteLine);

        await machine.Console.ExpectAsync("core: image 0x200000 to ");
        await machine.Console.ExpectAsync("core: memory 0x100000 to ");
        await machine.Console.ExpectAsync("core: ACPI: RSDP at 0x");
        await machine.Console.ExpectAsync("core: interrupts: local APIC 0x0, I/O APICs 0x1, serial port on line 0x4");
        await machine.Console.ExpectAsync("core: clock: TSC at Hz 0x");
        await machine.WaitForReadyAsync();
    }

    [GeneratedRegex("rip ((?<core>ffffffff8[0-9a-f]{7}  rsp ffffc[0-9a-f]{11})|0{8}[0-9a-f]{8}  rsp 0)")]
    private static partial Regex Registers();

    [GeneratedRegex(@"0xffffffff8[0-9a-f]{7} Sabos_Core_\w+Scheduler__\w+\+0x")]
    private static partial Regex CoreFunction();

    [GeneratedRegex(@"backtrace:\s+0x[0-9a-f]{6,7} \S+\+0x")]
    private static partial Regex ProgramFunction();

    [GeneratedRegex(@"\[1 main\] arch_prctl\(0x1002, 0x[0-9a-f]+\)")]
    private static partial Regex TracedCall();

    [GeneratedRegex(@"\[1 main\] arch_prctl = 0x0")]
    private static partial Regex TracedResult();
}
