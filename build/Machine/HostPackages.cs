using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Build.Engine;
using Spectre.Console;

namespace Sabos.Build.Machine;

/// <summary>The Debian packages that the build, the image and its tests need, each known by a file it brings.</summary>
internal sealed class HostPackages(IAnsiConsole console, ExternalProcess process)
{
    private static readonly (string Package, string File)[] s_packages =
    [
        ("clang", "clang"),
        ("lld", "ld.lld"),
        ("llvm", "llvm-objcopy"),
        ("nasm", "nasm"),
        ("lz4", "lz4"),
        ("cmake", "cmake"),
        ("make", "make"),
        ("libssl-dev", "/usr/lib/x86_64-linux-gnu/libssl.a"),
        ("ca-certificates", "/etc/ssl/certs/ca-certificates.crt"),
        ("grub-common", "grub-mkimage"),
        ("grub-pc-bin", "/usr/lib/grub/i386-pc/cdboot.img"),
        ("grub-efi-amd64-bin", "/usr/lib/grub/x86_64-efi/normal.mod"),
        ("xorriso", "xorriso"),
        ("mtools", "mformat"),
        ("qemu-system-x86", "qemu-system-x86_64"),
        ("ovmf", "/usr/share/ovmf/OVMF.fd"),
        ("iproute2", "ip"),
        ("iputils-ping", "ping"),
        ("curl", "curl"),
        ("dnsmasq-base", "dnsmasq"),
        ("radvd", "radvd"),
        ("avahi-daemon", "avahi-daemon"),
        ("thc-ipv6", "atk6-implementation6"),
        ("ipv6toolkit", "frag6"),
        ("procps", "sysctl"),
        ("iperf3", "iperf3"),
        ("wrk", "wrk"),
        ("cpio", "cpio"),
        ("tcpdump", "tcpdump"),
    ];

    /// <summary>Installs what is missing with apt-get when we are root.</summary>
    /// <exception cref="BuildException">Something is missing and we may not install it; the message is the command to run.</exception>
    public void Install()
    {
        string[] missing = [.. Missing(IsPresent)];
        if (missing.Length == 0)
        {
            console.WriteLine("Every package is present.");
            return;
        }

        if (Environment.UserName != "root" || !IsPresent("apt-get"))
            throw new BuildException($"Packages are missing. On Debian: sudo apt-get install --no-install-recommends {string.Join(' ', missing)}");

        process.Run("apt-get", "update");
        process.Run("apt-get", ["install", "--yes", "--no-install-recommends", .. missing]);
    }

    /// <summary>The packages of which <paramref name="isPresent"/> does not find the file.</summary>
    internal static IEnumerable<string> Missing(Func<string, bool> isPresent) =>
        s_packages.Where(package => !isPresent(package.File)).Select(package => package.Package);

    private static bool IsPresent(string file) =>
        Path.IsPathRooted(file)
            ? File.Exists(file)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin")
                .Any(directory => File.Exists(Path.Combine(directory, file)));
}
