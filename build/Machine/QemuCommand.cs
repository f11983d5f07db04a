using System.Collections.Generic;
using System.Linq;

namespace Sabos.Build.Machine;

/// <summary>The QEMU command line on which Run and SelfTest boot the image.</summary>
internal static class QemuCommand
{
    public const string Program = "qemu-system-x86_64";

    /// <summary>QEMU's status after Ctrl-C or an ACPI power-off.</summary>
    public const int EndedFromOutside = 0;

    /// <summary>QEMU's status when the program in the image ended with code 0: isa-debug-exit gives 2 * code + 1.</summary>
    public const int Success = 1;

    /// <summary>The exit code of the program in the image; null if QEMU's status does not tell.</summary>
    public static int? ExitCode(int status) => status % 2 == 1 ? status / 2 : null;

    /// <summary>
    /// A q35 machine with the serial console on standard input and output and a virtio network adapter in QEMU's user network.
    /// </summary>
    /// <param name="memory">In MiB.</param>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="forwards">TCP ports of 127.0.0.1, each with the port of the image that it reaches.</param>
    public static IEnumerable<string> Arguments(int memory, string commandLine, params IEnumerable<(int Host, int Image)> forwards) =>
    [
        "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", $"{memory}M",
        "-kernel", "artifacts/sabos.elf", "-append", commandLine,
        "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        "-chardev", "stdio,id=console,signal=on", "-serial", "chardev:console",
        "-netdev", string.Concat("user,id=net,ipv4=on,ipv6=on", string.Concat(forwards.Select(port => $",hostfwd=tcp:127.0.0.1:{port.Host}-:{port.Image}"))),
        "-device", "virtio-net-pci,netdev=net,romfile=",
    ];
}
