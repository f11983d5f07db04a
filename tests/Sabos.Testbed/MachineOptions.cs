using System;
using System.Collections.Generic;

namespace Sabos.Testbed;

/// <summary>A machine to boot the image on.</summary>
public sealed record MachineOptions
{
    public BootPath Boot { get; init; } = BootPath.Elf;

    /// <summary>The file in artifacts/, or with an absolute path elsewhere, that <see cref="BootPath.Elf"/> boots; the other ways boot the .iso beside it.</summary>
    public string Elf { get; init; } = "sabos.elf";

    /// <summary>The file that it is given beside; empty: none.</summary>
    public string InitialRamDisk { get; init; } = "";

    /// <summary>QEMU's name of the board: q35 or pc, and options of it such as <c>pc,acpi=off</c>.</summary>
    public string Board { get; init; } = "q35";

    /// <summary>QEMU's name of what executes instructions, and options of it such as <c>tcg,thread=single</c>.</summary>
    public string Accelerator { get; init; } = "tcg";

    /// <summary>The machine's time follows the instructions it has executed, at QEMU's choice of a rate, and not the host's clock.</summary>
    public bool CountsInstructions { get; init; }

    /// <summary>QEMU's name of the processor model.</summary>
    public string Processor { get; init; } = "max";

    /// <summary>In MiB.</summary>
    public int Memory { get; init; } = 64;

    /// <summary>Words of the kernel command line, beside those the network needs. GRUB's come from iso/grub.cfg instead.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Further options of QEMU, before the network adapter.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>QEMU's name of the network adapter: virtio-net-pci, or e1000, which VirtualBox has too.</summary>
    public string Adapter { get; init; } = "virtio-net-pci";

    /// <summary>Further options of the adapter, such as <c>vectors=0</c>.</summary>
    public string AdapterOptions { get; init; } = "";

    /// <summary>QEMU's name and options of a second adapter, on a user network of its own that gives the image 10.9.9.15; empty: none.</summary>
    public string SecondAdapter { get; init; } = "";

    /// <summary>A plugin of QEMU's that watches the machine: its file, and its arguments behind commas; empty: none.</summary>
    public string Plugin { get; init; } = "";

    /// <summary>After this time QEMU is killed, and whoever waits for the machine fails.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);
}
