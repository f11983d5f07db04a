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
}
