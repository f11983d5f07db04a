using System;
using System.IO;
using System.Linq;
using Sabos.Testbed;

namespace Sabos.Bench.Reporting;

/// <summary>The machine that all the numbers depend on.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Processors">How many.</param>
/// <param name="Kernel">Linux's release.</param>
/// <param name="Emulator">QEMU's version.</param>
internal sealed record Host(string Processor, int Processors, string Kernel, string Emulator)
{
    public static Host Describe() => new(
        FieldOf("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        ExternalCommand.Run(["qemu-system-x86_64", "--version"]).Split('\n')[0]);

    public override string ToString() => $"{Processors} x {Processor}, Linux {Kernel}, {Emulator}, TCG";

    private static string FieldOf(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
