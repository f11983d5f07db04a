using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sabos.Bench.Linux;

/// <summary>The first file system of a Linux guest, and its only one: busybox, the network adapter's driver, and a service.</summary>
internal sealed class RamDisk
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<string> _directories = ["/dev", "/proc", "/sys", "/tmp"];
    private readonly string[] _modules;

    /// <param name="busybox">A static busybox.</param>
    /// <param name="modules">Kernel modules, in the order in which they are loaded.</param>
    public RamDisk(string busybox, IEnumerable<string> modules)
    {
        AddFile("/bin/busybox", File.ReadAllBytes(busybox));
        _modules = [.. modules.Select(module => Path.GetFileName(module))];
        foreach (string module in modules)
            AddFile("/modules/" + Path.GetFileName(module), File.ReadAllBytes(module));
    }

    /// <summary>The command that runs once the network is up, for as long as the machine does.</summary>
    public required string Service { private get; init; }

    /// <summary>Adds a program of the host, or of a package made for it, with the libraries that the host has for it.</summary>
    public void AddProgram(string path, string source)
    {
        AddFile(path, File.ReadAllBytes(source));
        foreach (string library in SharedLibraries.Of(source))
            AddFile(library, File.ReadAllBytes(library));
    }

    public void AddFile(string path, byte[] content) => _files[path] = content;

    public void AddDirectory(string path) => _directories.Add(path);

    /// <summary>Writes the archive that the kernel unpacks.</summary>
    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        CpioArchive archive = new(file);
        foreach (string directory in _files.Keys.SelectMany(DirectoriesAbove).Concat(_directories.SelectMany(DirectoriesTo)).Distinct().Order(StringComparer.Ordinal))
            archive.AddDirectory(directory[1..]);
        foreach ((string name, byte[] content) in _files)
            archive.AddFile(name[1..], content);
        archive.AddFile("init", Encoding.ASCII.GetBytes(InitScript()));
        archive.Finish();
    }

    // The kernel hands words of its command line that it does not know to init's environment: ip= and gw= are ours.
    private string InitScript() => $"""
        #!/bin/busybox sh
        /bin/busybox mount -t proc proc /proc
        /bin/busybox mount -t sysfs sys /sys
        /bin/busybox mount -t devtmpfs dev /dev
        for module in {string.Join(' ', _modules)}; do /bin/busybox insmod /modules/$module; done
        # Each measurement finds the peer as if for the first time.
        echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save
        /bin/busybox ip link set lo up
        /bin/busybox ip address add $ip dev eth0
        /bin/busybox ip link set eth0 up
        /bin/busybox ip route add default via $gw
        exec {Service}

        """;

    private static IEnumerable<string> DirectoriesTo(string directory) => DirectoriesAbove(directory).Append(directory);

    private static IEnumerable<string> DirectoriesAbove(string path)
    {
        for (string? directory = Path.GetDirectoryName(path); directory is not (null or "/"); directory = Path.GetDirectoryName(directory))
            yield return directory;
    }
}
