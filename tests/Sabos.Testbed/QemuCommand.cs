using System;
using System.Collections.Generic;
using System.IO;
using Sabos.Tests;

namespace Sabos.Testbed;

/// <summary>Words the command line of QEMU for a machine.</summary>
internal static class QemuCommand
{
    private const string Program = "qemu-system-x86_64";
    private const string UefiFirmware = "/usr/share/ovmf/OVMF.fd";

    private static readonly string[] s_instructionClock = ["-icount", "shift=auto"];

    /// <summary>SABOS_CAPTURES names a directory: each machine's frames go there, for Wireshark. Null: nowhere.</summary>
    public static string? CaptureDirectory { get; } =
        Environment.GetEnvironmentVariable("SABOS_CAPTURES") is { Length: > 0 } directory ? directory : null;

    /// <summary>The whole command; the console is QEMU's standard input and output, the monitor connects to <paramref name="monitorPath"/>.</summary>
    public static IReadOnlyList<string> For(MachineOptions options, GuestNetwork network, string monitorPath) =>
    [
        .. network.Launcher,
        Program, "-nodefaults", "-no-user-config", "-no-reboot", "-S", "-display", "none",
        "-machine", options.Board, "-accel", options.Accelerator, "-cpu", options.Processor, "-m", $"{options.Memory}M",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
        "-chardev", $"socket,id=monitor,path={monitorPath}", "-mon", "chardev=monitor,mode=control",
        "-netdev", network.Backend,
        .. Capture(),
        .. options.Options,
        "-device", $"{options.Adapter},netdev=net,romfile={(options.AdapterOptions.Length == 0 ? "" : "," + options.AdapterOptions)}",
        .. SecondAdapter(options),
        .. Plugin(options),
        .. options.CountsInstructions ? s_instructionClock : [],
        .. Boot(options, $"{network.CommandLine} {options.CommandLine}".Trim()),
    ];

    private static string[] Capture() =>
        CaptureDirectory is { } directory
            ? ["-object", $"filter-dump,id=capture,netdev=net,file={Path.Combine(directory, $"{Guid.NewGuid():N}.pcap")}"]
            : [];

    private static string[] SecondAdapter(MachineOptions options) =>
        options.SecondAdapter.Length > 0 ? ["-netdev", "user,id=second,net=10.9.9.0/24", "-device", $"{options.SecondAdapter},netdev=second,romfile="] : [];

    private static string[] Plugin(MachineOptions options) => options.Plugin.Length > 0 ? ["-plugin", options.Plugin] : [];

    private static string[] Boot(MachineOptions options, string commandLine) => options.Boot switch
    {
        BootPath.Elf when options.InitialRamDisk.Length > 0 =>
            ["-kernel", Artifact(options.Elf), "-append", commandLine, "-initrd", Artifact(options.InitialRamDisk)],
        BootPath.Elf => ["-kernel", Artifact(options.Elf), "-append", commandLine],
        BootPath.IsoByBios => Cd(options),
        BootPath.IsoByUefi => ["-bios", UefiFirmware, .. Cd(options)],
        BootPath.DiskByBios => Disk(options),
        BootPath.DiskByUefi => ["-bios", UefiFirmware, .. Disk(options)],
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };

    private static string[] Cd(MachineOptions options) => ["-cdrom", Iso(options)];

    private static string[] Disk(MachineOptions options) =>
        ["-drive", $"file={Iso(options)},format=raw,readonly=on,if=none,id=disk", "-device", "virtio-blk-pci,drive=disk"];

    private static string Iso(MachineOptions options) => Artifact(Path.ChangeExtension(options.Elf, ".iso"));

    private static string Artifact(string name)
    {
        string path = Path.Combine(Repository.Root, "artifacts", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: ./build.sh Iso Stress Visitor makes it");
    }
}
