using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Sabos.Bench.Boot;
using Sabos.Bench.Http;
using Sabos.Bench.Instructions;
using Sabos.Bench.Linux;
using Sabos.Bench.Measuring;
using Sabos.Bench.Reporting;
using Sabos.Bench.Traffic;
using Sabos.Tests;

namespace Sabos.Bench;

/// <summary>Measures, prints the tables, and writes them to artifacts/bench.md, every sample to artifacts/bench.json, and a plot to artifacts/bench.svg.</summary>
internal sealed class BenchCommand : RootCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly Option<int> _seconds = new("--seconds") { Description = "How long each load takes", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _memory = new("--memory") { Description = "Of each machine, in MiB", DefaultValueFactory = _ => 128 };
    private readonly Option<string> _only = new("--only") { Description = "Only measurements whose table and row contain this; | stands between several", DefaultValueFactory = _ => "" };

    public BenchCommand()
        : base("Measures the image beside a Linux guest in the same QEMU on the same network. Network namespaces need root.")
    {
        foreach (Option option in (Option[])[_seconds, _rounds, _memory, _only])
            Options.Add(option);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult words)
    {
        int seconds = words.GetValue(_seconds);
        int rounds = words.GetValue(_rounds);
        int memory = words.GetValue(_memory);
        IReadOnlyList<Measurement> measurements = [.. All(seconds).Where(measurement => IsMeant(measurement, words.GetValue(_only)!))];
        if (measurements.Count == 0)
        {
            await Console.Error.WriteLineAsync("No measurement has such a name.");
            return 2;
        }

        Comparison comparison = new([SabosGuest.Prepare(), LinuxGuest.Prepare()], measurements, memory, Console.Out);
        Report? report = null;
        for (int round = 1; round <= rounds; round++)
        {
            await comparison.RunAsync(round);
            // Each time: a run that is interrupted leaves what it has come to.
            string conditions = $"Medians of {round}, in brackets the least and the largest; {seconds} s each; one processor and {memory} MiB for each guest; "
                + $"the peer is {comparison.Guests[1].Description}.";
            report = new Report(comparison, Host.Describe(), conditions);
            await WriteAsync(report);
        }

        Console.WriteLine();
        Console.Write(report?.ToMarkdown());
        return 0;
    }

    private static async Task WriteAsync(Report report)
    {
        string artifacts = Path.Combine(Repository.Root, "artifacts");
        await File.WriteAllTextAsync(Path.Combine(artifacts, "bench.md"), report.ToMarkdown());
        await File.WriteAllTextAsync(Path.Combine(artifacts, "bench.svg"), report.ToSvg());
        await File.WriteAllTextAsync(Path.Combine(artifacts, "bench.json"), report.ToJson().ToJsonString(s_indented) + "\n");
    }

    private static IEnumerable<Measurement> All(int seconds) =>
    [
        .. StartTime.Measurements(),
        .. ImageSize.Measurements(),
        .. LeastMemory.Measurements(),
        .. HttpLoad.Measurements(seconds),
        .. RoundTrip.Measurements(),
        .. ResidentMemory.Measurements(),
        .. RequestCost.Measurements(),
        .. BulkTransfer.WithOffloads(seconds),
        .. Datagrams.Measurements(seconds),
        .. BulkTransfer.OnTheWire(seconds),
    ];

    // Parts of names, with | between them.
    internal static bool IsMeant(Measurement measurement, string parts) =>
        measurement.Quantities.Any(quantity => parts.Split('|').Any(part => $"{quantity.Group}: {quantity.Name}".Contains(part, StringComparison.Ordinal)));
}
