using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Testbed;
using Sabos.Tests;

namespace Sabos.Bench.Linux;

/// <summary>
/// The peer: Debian's kernel for virtual machines as it is shipped, and of the rest of Debian only what a measurement needs, in a first file system in memory.
/// </summary>
internal static class LinuxGuest
{
    private const string KernelPackage = "linux-image-cloud-amd64";
    private const string Iperf3 = "/usr/bin/iperf3";

    /// <summary>Makes the kernel and the file systems ready to boot.</summary>
    public static Guest Prepare()
    {
        string directory = Path.Combine(Repository.Root, "artifacts", "bench", "linux");
        DebianPackages packages = new(directory);
        packages.Fetch(DebianPackages.TargetOf(KernelPackage), "busybox-static", Nginx.Package);

        string busybox = Path.Combine(packages.Root, "bin/busybox");
        IReadOnlyList<string> modules = new KernelModules(Path.Combine(packages.Root, "lib/modules")).LoadOrder("virtio_pci", "virtio_net");

        string nginxFile = Path.Combine(directory, "nginx.cpio");
        Nginx.RamDisk(busybox, modules, packages.Root).Write(nginxFile);

        RamDisk iperf3 = new(busybox, modules) { Service = $"{Iperf3} --server --forceflush --interval 0" };
        iperf3.AddProgram(Iperf3, Iperf3);
        string iperf3File = Path.Combine(directory, "iperf3.cpio");
        iperf3.Write(iperf3File);

        string kernel = Directory.GetFiles(Path.Combine(packages.Root, "boot"), "vmlinuz-*").Single();
        string release = Path.GetFileName(kernel)["vmlinuz-".Length..];
        return new Guest("Linux", $"Debian's {release}, TCP as shipped, with nginx {packages.VersionOf(Nginx.Package)}")
        {
            WebServer = Machine(kernel, nginxFile),
            Page = Nginx.Page,
            Iperf3Server = Machine(kernel, iperf3File),
            Iperf3ReadyLine = "Server listening",
            ListensAnew = true,
        };
    }

    private static MachineOptions Machine(string kernel, string ramDisk) => new()
    {
        Elf = kernel,
        InitialRamDisk = ramDisk,
        // Linux copies by "rep movsb" where the processor says that it is fast; under emulation it is not.
        Processor = "max,-erms",
        CommandLine = "console=ttyS0 quiet panic=-1",
    };
}
