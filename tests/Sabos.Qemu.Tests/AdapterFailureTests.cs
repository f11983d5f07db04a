using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Network adapters that are taken out, and whose rings break, while the image runs.</summary>
public sealed class AdapterFailureTests(ITestOutputHelper output)
{
    // QEMU's other way to exchange devices is ACPI's, whose methods are in byte code.
    private static readonly string[] s_slot =
        ["-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off", "-device", "pcie-root-port,id=rp1,chassis=1"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removal_AskedFor_AdapterGoesAndTheImageGoesOn(bool isBusy)
    {
        using TapNetwork network = new();
        MachineOptions options = new() { Options = s_slot, AdapterOptions = "bus=rp1,id=nic", CommandLine = "services=httpd,iperf3" };
        await using QemuMachine machine = await StartReadyAsync(options, network);
        await using Daemon? load = isBusy
            ? Daemon.Start([.. network.Launcher, "iperf3", "--client", $"{TapNetwork.ImageAddress}", "--time", "60", "--bidir", "--logfile", "/dev/null"])
            : null;
        if (isBusy)
            await MovesBytesAsync(network);

        await machine.Monitor.ExecuteAsync("device_del", new JsonObject { ["id"] = "nic" }, machine.Ended);
        await machine.Console.ExpectAsync("network device 01:00.0: may be taken out");
        await machine.Monitor.WaitForEventAsync("DEVICE_DELETED", machine.Ended);

        await machine.TypeAsync("ip\r");
        await machine.Console.ExpectAsync(new Regex("eth0: down", RegexOptions.CultureInvariant));
        await machine.TypeAsync("adapter\r");
        await machine.Console.ExpectAsync("not used any more");
        await machine.TypeAsync("http http://127.0.0.1/1k\r");
        await machine.Console.ExpectAsync("HTTP/1.1 200 OK");
    }

    // Who asks by ACPI is not answered: QEMU takes nothing out by force, and the image goes on with what it has.
    [Theory]
    [InlineData("pc", "")]
    [InlineData("q35", "bus=rp1,")]
    public async Task Removal_AskedForByAcpi_AdapterStaysInUse(string board, string bus)
    {
        using TapNetwork network = new();
        MachineOptions options = new()
        {
            Board = board,
            Options = board == "pc" ? [] : ["-device", "pcie-root-port,id=rp1,chassis=1"],
            AdapterOptions = $"{bus}id=nic",
            CommandLine = "services=httpd,iperf3",
        };
        await using QemuMachine machine = await StartReadyAsync(options, network);
        Task<string> load = Task.Run(() => network.Execute("timeout", $"40 iperf3 --client {TapNetwork.ImageAddress} --bytes 1G --bidir".Split(' ')));
        await MovesBytesAsync(network);

        await machine.Monitor.ExecuteAsync("device_del", new JsonObject { ["id"] = "nic" }, machine.Ended);

        await load;
        using HttpConnection connection = await HttpConnection.OpenAsync(machine, "/1k");
        await machine.TypeAsync("adapter\r");
        await machine.Console.ExpectAsync("faults 0, recoveries 0");
    }

    // The machine's memory is a file, so that the test may write where the image and the adapter do: QEMU finds the available index impossible, and its
    // adapter asks for a reset (virtio 1.2, 2.1.2).
    [Fact]
    public async Task ReceiveRing_Broken_AdapterIsResetAndConnectionsGoOn()
    {
        const int Memory = 64;
        string memory = Path.Combine("/dev/shm", $"sabos-{Guid.NewGuid():N}");
        using TapNetwork network = new();
        MachineOptions options = new()
        {
            Board = "q35,memory-backend=ram",
            Memory = Memory,
            Options = ["-object", $"memory-backend-file,id=ram,share=on,size={Memory}M,mem-path={memory}"],
        };
        try
        {
            await using QemuMachine machine = await StartReadyAsync(options, network);
            await using ImageShell shell = await ImageShell.OpenAsync(machine);
            Assert.Contains("faults 0, recoveries 0", await shell.RunAsync("adapter"), StringComparison.Ordinal);
            for (int i = 1; i <= 3; i++)
            {
                await BreakReceiveRingAsync(machine, memory);
                await shell.UntilAsync("adapter", shown => shown.Contains($"faults {i}, recoveries {i}", StringComparison.Ordinal));
            }

            Assert.Contains("0% packet loss", network.Execute("ping", "-c", "5", "-i", "0.2", "-W", "5", $"{TapNetwork.ImageAddress}"), StringComparison.Ordinal);
            Assert.Contains("transmit buffers: 256", await shell.RunAsync("adapter"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(memory);
        }
    }

    // Adds what is more than the ring has to the available index (2.7.6). The image writes its own over it when it next offers a buffer.
    private static async Task BreakReceiveRingAsync(QemuMachine machine, string memory)
    {
        JsonNode device = (await machine.Monitor.ExecuteAsync("x-query-virtio", null, machine.Ended)).AsArray().Single()!;
        JsonNode status = await machine.Monitor.ExecuteAsync(
            "x-query-virtio-queue-status", new JsonObject { ["path"] = $"{device["path"]}", ["queue"] = 0 }, machine.Ended);
        using FileStream ram = new(memory, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] index = new byte[sizeof(ushort)];
        ram.Position = status["vring-avail"]!.GetValue<long>() + sizeof(ushort);
        ram.ReadExactly(index);
        BinaryPrimitives.WriteUInt16LittleEndian(index, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(index) + 5000));
        ram.Position -= sizeof(ushort);
        ram.Write(index);
        await ram.FlushAsync();
    }

    private static async Task MovesBytesAsync(TapNetwork network)
    {
        while (JsonNode.Parse(network.Execute("ip", "-j", "-s", "link", "show", "dev", TapNetwork.Device))!.AsArray().Single()!["stats64"]!["rx"]!["bytes"]!.GetValue<long>() < 10_000_000)
            await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private async Task<QemuMachine> StartReadyAsync(MachineOptions options, TapNetwork network)
    {
        QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
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
