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
    private const string Nothing = "–";

    private Guest First => comparison.Guests[0];

    private IEnumerable<Guest> Peers => comparison.Guests.Skip(1);

    /// <summary>A table for each group: medians with the least and the largest in brackets, how many times better the first guest is than a peer, and its goals.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Host: {host}.\n\n{conditions}\n");
        foreach (IGrouping<string, Quantity> group in comparison.Quantities.GroupBy(quantity => quantity.Group))
            text.Append(CultureInfo.InvariantCulture, $"\n### {group.Key}\n\n{TableOf([.. group])}");
        return text.ToString();
    }

    /// <summary>How many times better the first guest is than the second, as an SVG document.</summary>
    public string ToSvg()
    {
        Guest peer = Peers.First();
        RatioPlot plot = new($"How many times better {First.Name} is than {peer.Name} (black marks: goals)");
        foreach (IGrouping<string, Quantity> group in comparison.Quantities.GroupBy(quantity => quantity.Group))
        {
            Quantity[] common = [.. group.Where(quantity => comparison.Guests.All(guest => comparison.SamplesOf(quantity, guest).Values.Count > 0))];
            if (common.Length > 0)
                plot.AddGroup(group.Key);
            foreach (Quantity quantity in common)
                plot.AddBar(quantity.Name, comparison.Advantage(quantity, First, peer), quantity.Goals.Select(goal => goal.Times).FirstOrDefault(times => times is not null));
        }

        return plot.Render();
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
        ["measurements"] = new JsonArray([.. comparison.Quantities.Select(JsonOf)]),
    };

    private string TableOf(IReadOnlyList<Quantity> quantities)
    {
        bool hasGoals = quantities.Any(quantity => quantity.Goals.Count > 0);
        MarkdownTable table = new(
            ["", .. comparison.Guests.Select(guest => guest.Name), .. Peers.Select(peer => $"better than {peer.Name}"), .. hasGoals ? ["goal"] : (string[])[]]);
        foreach (Quantity quantity in quantities)
        {
            table.Add([
                $"{quantity.Name}, {quantity.Unit}",
                .. comparison.Guests.Select(guest => TextOf(comparison.SamplesOf(quantity, guest))),
                .. Peers.Select(peer => TextOf(comparison.Advantage(quantity, First, peer))),
                .. hasGoals ? [GoalsOf(quantity)] : (string[])[]]);
        }

        return table.Render();
    }

    private JsonObject JsonOf(Quantity quantity)
    {
        JsonObject json = new()
        {
            ["group"] = quantity.Group,
            ["name"] = quantity.Name,
            ["unit"] = quantity.Unit,
            ["better"] = quantity.Better == Preference.More ? "more" : "less",
            ["goals"] = new JsonArray([.. quantity.Goals.Select(goal => new JsonObject { ["goal"] = goal.ToString(), ["met"] = IsMet(quantity, goal) })]),
        };
        foreach (Guest guest in comparison.Guests)
        {
            Samples samples = comparison.SamplesOf(quantity, guest);
            json[guest.Name] = new JsonObject
            {
                ["median"] = ValueOf(samples.Median),
                ["failures"] = samples.Failures,
                ["samples"] = new JsonArray([.. samples.Values.Select(ValueOf)]),
            };
        }

        return json;
    }

    private string GoalsOf(Quantity quantity) => string.Join("; ", quantity.Goals.Select(goal => $"{goal}: {(IsMet(quantity, goal) ? "met" : "missed")}"));

    private bool IsMet(Quantity quantity, Goal goal) =>
        goal.IsMet(comparison.SamplesOf(quantity, First).Median, Peers.Min(peer => comparison.Advantage(quantity, First, peer)));

    // JSON knows neither infinity nor NaN.
    private static JsonValue? ValueOf(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string TextOf(double ratio) =>
        double.IsFinite(ratio) ? string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} times") : Nothing;

    private static string TextOf(Samples samples)
    {
        if (samples.Values.Count == 0)
            return Nothing;
        if (samples.Failures == samples.Values.Count)
            return "failed";
        string failures = samples.Failures == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {samples.Failures} failed");
        double least = samples.Values.Min();
        double largest = samples.Values.Max();
        return least.Equals(largest) ? Significant(least) : $"{Significant(samples.Median)} ({Significant(least)} to {Significant(largest)}{failures})";
    }

    // With three digits, or all before the point.
    private static string Significant(double value) =>
        double.IsInfinity(value) ? "∞" : value.ToString(value >= 1000 ? "#,0" : "G3", CultureInfo.InvariantCulture);
}
