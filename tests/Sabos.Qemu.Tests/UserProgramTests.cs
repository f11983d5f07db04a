using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>An image with a program of the user's own (tests/Visitor) compiled into it.</summary>
public sealed class UserProgramTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("3", 3, "")]
    [InlineData("none", 6, "System.IO.InvalidDataException: that is no number")]
    public async Task Program_Started_HasArgumentsNetworkConsoleAndEndsTheMachine(string answer, int code, string explanation)
    {
        using TapNetwork network = new();
        MachineOptions options = new() { Elf = "visitor.elf", CommandLine = "services=httpd httpd.port=8080 -- one two=2 hostname=three" };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("arguments: one|two=2|hostname=three");
        await machine.Console.ExpectAsync("listening");
        await using (NetworkStream stream = new(await network.ConnectAsync(80, machine.Ended), ownsSocket: true))
        {
            using StreamReader reader = new(stream);
            await using StreamWriter writer = new(stream) { AutoFlush = true };
            await writer.WriteLineAsync("http://127.0.0.1:8080/1k");
            Assert.Equal("http://127.0.0.1:8080/1k has 1024 characters", await reader.ReadLineAsync());
        }

        await machine.Console.ExpectAsync("exit code? ");
        await machine.TypeAsync(answer + "\r");
        int status = await machine.WaitForExitAsync();

        Assert.Contains(explanation, machine.Console.Text, System.StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Of(code), status);
    }
}
