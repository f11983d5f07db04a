using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Sabos.Testbed;
using Sabos.Tests;

namespace Sabos.Bench.Linux;

/// <summary>
/// The peer: Debian's kernel for virtual machines as it is shipped, and of the rest of Debian only what the measurements need, in a first file system in memory.
/// </summary>
internal static class LinuxGuest
{
    private const string KernelPackage = "linux-image-cloud-amd64";
    private const string Iperf3 = "/usr/bin/iperf3";

    /// <summary>Makes the kernel and the file system ready to boot.</summary>
    public static Guest Prepare()
    {
        string directory = Path.Combine(Repository.Root, "artifacts", "bench", "linux");
        DebianPackages packages = new(directory);
        packages.Fetch(DebianPackages.TargetOf(KernelPackage), "busybox-static");

        string ramDisk = Path.Combine(directory, "initrd.cpio");
        WriteRamDisk(ramDisk, packages.Root);
        string kernel = Directory.GetFiles(Path.Combine(packages.Root, "boot"), "vmlinuz-*").Single();
        return new Guest("Linux", $"Debian's {Path.GetFileName(kernel)["vmlinuz-".Length..]}, TCP as shipped", new MachineOptions
        {
            Elf = kernel,
            InitialRamDisk = ramDisk,
            // Linux copies by "rep movsb" where the processor says that it is fast; under emulation it is not.
            Processor = "max,-erms",
            CommandLine = "console=ttyS0 quiet panic=-1",
        }, "Server listening", ListensAnew: true);
    }

    private static void WriteRamDisk(string path, string packages)
    {
        IReadOnlyList<string> modules = new KernelModules(Path.Combine(packages, "lib/modules")).LoadOrder("virtio_pci", "virtio_net");
        using FileStream file = File.Create(path);
        CpioArchive archive = new(file);
        Dictionary<string, string> programs = new() { ["/bin/busybox"] = Path.Combine(packages, "bin/busybox"), ["/bin/iperf3"] = Iperf3 };
        foreach (string library in SharedLibraries.Of(Iperf3))
            programs[library] = library;
        foreach (string module in modules)
            programs["/modules/" + Path.GetFileName(module)] = module;

        foreach (string directory in programs.Keys.SelectMany(DirectoriesAbove).Concat(["/dev", "/proc", "/sys", "/tmp"]).Distinct().Order(StringComparer.Ordinal))
            archive.AddDirectory(directory[1..]);
        foreach ((string name, string source) in programs)
            archive.AddFile(name[1..], File.ReadAllBytes(source));
        archive.AddFile("init", Encoding.ASCII.GetBytes(InitScript(modules.Select(Path.GetFileName)!)));
        archive.Finish();
    }

    // The kernel hands words of its command line that it does not know to init's environment: ip= and gw= are ours.
    private static string InitScript(IEnumerable<string> modules) => $"""
        #!/bin/busybox sh
        /bin/busybox mount -t proc proc /proc
        /bin/busybox mount -t sysfs sys /sys
        /bin/busybox mount -t devtmpfs dev /dev
        for module in {string.Join(' ', modules)}; do /bin/busybox insmod /modules/$module; done
        # Each measurement finds the peer as if for the first time.
        echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save
        /bin/busybox ip link set lo up
        /bin/busybox ip address add $ip dev eth0
        /bin/busybox ip link set eth0 up
        /bin/busybox ip route add default via $gw
        exec /bin/iperf3 --server --forceflush --interval 0

        """;

    private static IEnumerable<string> DirectoriesAbove(string path)
    {
        for (string? directory = Path.GetDirectoryName(path); directory is not (null or "/"); directory = Path.GetDirectoryName(directory))
            yield return directory;
    }
}
