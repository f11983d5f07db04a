using System;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>
/// The same image on every combination of board, interrupt controller, adapter and clock that it must run on: by the adapter's vectors or its pin, over the
/// standard's or the legacy interface, through the I/O APIC or, without ACPI, the 8259.
/// </summary>
public sealed class MachineMatrixTests(ITestOutputHelper output)
{
    private const int TransferPort = 7000;
    private const int Amount = 4 << 20;

    [Theory]
    [InlineData("q35", "vectors=0")]
    [InlineData("q35", "disable-modern=on")]
    [InlineData("q35", "disable-modern=on,vectors=0")]
    [InlineData("pc", "")]
    [InlineData("pc", "vectors=0")]
    [InlineData("pc", "disable-modern=on")]
    [InlineData("pc", "disable-modern=on,vectors=0")]
    [InlineData("pc", "disable-modern=on,vectors=0,any_layout=off,mrg_rxbuf=off")] // as VirtualBox's used to be
    [InlineData("pc,acpi=off", "")]
    [InlineData("pc,acpi=off", "vectors=0")]
    [InlineData("pc,acpi=off", "disable-modern=on,vectors=0")]
    [InlineData("pc,acpi=off", "", "e1000")]
    [InlineData("q35,acpi=off", "vectors=0")]
    public Task Network_BoardAndAdapter_Works(string board, string adapterOptions, string adapter = "virtio-net-pci") =>
        ExerciseAsync(new() { Board = board, Adapter = adapter, AdapterOptions = adapterOptions });

    [Theory]
    [InlineData("q35", "")]
    [InlineData("pc", "disable-modern=on,vectors=0")]
    public Task Network_ProcessorAndDevicesInOneThread_Works(string board, string adapterOptions) =>
        ExerciseAsync(new() { Board = board, AdapterOptions = adapterOptions, Accelerator = "tcg,thread=single" });

    [Theory]
    [InlineData("q35", "")]
    [InlineData("pc", "disable-modern=on,vectors=0")]
    public Task Network_TimeByInstructions_Works(string board, string adapterOptions) =>
        ExerciseAsync(new() { Board = board, AdapterOptions = adapterOptions, CountsInstructions = true });

    /// <summary>Boards lead the pins of every fourth device to the same line.</summary>
    [Theory]
    [InlineData("q35")]
    [InlineData("pc")]
    [InlineData("pc,acpi=off")]
    public async Task Line_SharedByTwoAdapters_ServesBoth(string board)
    {
        using UserNetwork network = new();
        MachineOptions options = new() { Board = board, AdapterOptions = "vectors=0,addr=4", SecondAdapter = "e1000,addr=8" };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        await using ImageShell shell = await ImageShell.OpenAsync(machine);
        await shell.UntilAsync("ip", shown => shown.Contains("10.9.9.15/24 dhcp", StringComparison.Ordinal));
    }

    /// <summary>The firmware chooses the interrupt's line: it is not only SeaBIOS that does.</summary>
    [Theory]
    [InlineData(BootPath.IsoByBios, "q35", "vectors=0")]
    [InlineData(BootPath.IsoByUefi, "q35", "vectors=0")]
    [InlineData(BootPath.IsoByUefi, "pc", "disable-modern=on,vectors=0")]
    public async Task Boot_ByFirmware_InterruptsByThePin(BootPath path, string board, string adapterOptions)
    {
        using UserNetwork network = new();
        MachineOptions options = new() { Boot = path, Board = board, AdapterOptions = adapterOptions, Memory = 256 };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--max-time", "10", $"http://{network.EndPointOf(80)}/");
        Assert.Contains("Sabos", page, StringComparison.Ordinal);
    }

    // The image's own tests of its network, from the console, before anybody else says something; a page; megabytes both ways at once.
    private async Task ExerciseAsync(MachineOptions options)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(options with { CommandLine = "services=httpd,transfer" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        await machine.TypeAsync("selftest net\r");
        await machine.Console.ExpectAsync("=== SELFTEST END: ");
        await machine.Console.ExpectAsync(" ===");
        Assert.DoesNotContain("[FAIL]", machine.Console.Text, StringComparison.Ordinal);
        Assert.Contains("[PASS] net.interrupt-delivered", machine.Console.Text, StringComparison.Ordinal);
        string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--max-time", "10", $"http://{network.EndPointOf(80)}/");
        Assert.Contains("Sabos", page, StringComparison.Ordinal);
        await EchoAsync(network, machine.Ended);
    }

    private static async Task EchoAsync(TapNetwork network, CancellationToken ended)
    {
        byte[] sent = new byte[Amount];
        new Random(1).NextBytes(sent);
        byte[] received = new byte[Amount];
        using Socket socket = await network.ConnectAsync(TransferPort, ended);
        using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("echo\n"), ended);
        Task sending = stream.WriteAsync(sent, ended).AsTask();
        await stream.ReadExactlyAsync(received, ended);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }
}
