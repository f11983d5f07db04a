using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

public sealed class IdleTests(ITestOutputHelper output)
{
    private const string Page = "/1k";
    private const int Requests = 1000;

    /// <summary>Four seconds of an idle image, from one ping of its own to the fifth. A timer set to the past would interrupt some 40,000 times a second.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timer_WhenIdleAfterRequests_HardlyInterrupts(bool countsInstructions)
    {
        string log = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}");
        using UserNetwork network = new();
        MachineOptions options = new() { CountsInstructions = countsInstructions, Options = ["-d", "int", "-D", log] };
        try
        {
            await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
            await machine.WaitForReadyAsync();
            using (HttpConnection connection = await HttpConnection.OpenAsync(machine, Page))
            {
                for (int i = 0; i < Requests; i++)
                    await connection.GetAsync(Page);
            }

            await machine.TypeAsync("ping -c 5 127.0.0.1\r");
            await machine.Console.ExpectAsync("seq=1");
            int before = TimerInterrupts(log);
            await machine.Console.ExpectAsync("5 sent, 5 received");
            int count = TimerInterrupts(log) - before;

            output.WriteLine($"{count} interrupts of the timer");
            Assert.InRange(count, 4, 400);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static int TimerInterrupts(string log)
    {
        using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n').Count(line => line == "Servicing hardware INT=0x30");
    }
}
