using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Reporting;

/// <summary>What a comparison found, for readers and for programs.</summary>
internal sealed class Report(Comparison comparison, Host host, string conditions)
{
    /// <summary>A table for each group: medians with the least and the largest in brackets, and how many times the peer's median the first guest's is.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Host: {host}.\n\n{conditions}\n");
        foreach (IGrouping<string, Measurement> group in comparison.Measurements.GroupBy(measurement => measurement.Group))
            text.Append(CultureInfo.InvariantCulture, $"\n### {group.Key}\n\n{TableOf(group)}");
        return text.ToString();
    }

    public JsonObject ToJson() => new()
    {
        ["host"] = new JsonObject
        {
            ["processor"] = host.Processor,
            ["processors"] = host.Processors,
            ["kernel"] = host.Kernel,
            ["emulator"] = host.Emulator,
        },
        ["conditions"] = conditions,
        ["guests"] = new JsonArray([.. comparison.Guests.Select(guest => new JsonObject { ["name"] = guest.Name, ["description"] = guest.Description })]),
        ["measurements"] = new JsonArray([.. comparison.Measurements.Select(JsonOf)]),
    };

    private string TableOf(IEnumerable<Measurement> measurements)
    {
        Guest first = comparison.Guests[0];
        Guest[] peers = [.. comparison.Guests.Skip(1)];
        MarkdownTable table = new(["", .. comparison.Guests.Select(guest => guest.Name), .. peers.Select(peer => $"{first.Name} / {peer.Name}")]);
        foreach (Measurement measurement in measurements)
        {
            table.Add([
                $"{measurement.Name}, {measurement.Unit}",
                .. comparison.Guests.Select(guest => TextOf(comparison.SamplesOf(measurement, guest))),
                .. peers.Select(peer => Ratio(measurement, first, peer).ToString("F2", CultureInfo.InvariantCulture))]);
        }

        return table.Render();
    }

    private JsonObject JsonOf(Measurement measurement)
    {
        JsonObject json = new() { ["group"] = measurement.Group, ["name"] = measurement.Name, ["unit"] = measurement.Unit };
        foreach (Guest guest in comparison.Guests)
        {
            Samples samples = comparison.SamplesOf(measurement, guest);
            json[guest.Name] = new JsonObject
            {
                ["median"] = samples.Median,
                ["failures"] = samples.Failures,
                ["samples"] = new JsonArray([.. samples.Values.Select(value => JsonValue.Create(value))]),
            };
        }

        return json;
    }

    private double Ratio(Measurement measurement, Guest first, Guest peer) =>
        comparison.SamplesOf(measurement, first).Median / comparison.SamplesOf(measurement, peer).Median;

    private static string TextOf(Samples samples)
    {
        string failures = samples.Failures == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {samples.Failures} failed");
        return string.Create(CultureInfo.InvariantCulture, $"{samples.Median:G3} ({samples.Values.Min():G3} to {samples.Values.Max():G3}{failures})");
    }
}
