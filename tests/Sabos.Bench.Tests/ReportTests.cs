using System;
using System.IO;
using Sabos.Bench.Measuring;
using Sabos.Bench.Reporting;
using Sabos.Testbed;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class ReportTests
{
    private static readonly Guest s_ours = GuestNamed("Ours");
    private static readonly Guest s_peer = GuestNamed("Peer");
    private static readonly Quantity s_rate = new("Load", "rate", "MB/s") { Goals = [Goal.TimesBetter(1.5)] };
    private static readonly Quantity s_cost = new("Load", "cost", "µs", Preference.Less) { Goals = [Goal.AtMost(9000)] };
    private static readonly Quantity s_size = new("Size", "image", "MB", Preference.Less);

    [Fact]
    public void Markdown_TwoGuests_ShowsMediansRangesAdvantagesAndGoals() =>
        Assert.Equal(
            """
            Host: 2 x Abacus, Linux 6.1, QEMU 7.2, TCG.

            Quiet.

            ### Load

            |            |                     Ours |                          Peer | better than Peer |                  goal |
            | ---------- | -----------------------: | ----------------------------: | ---------------: | --------------------: |
            | rate, MB/s |            30 (20 to 40) |        15 (0 to 20, 1 failed) |       2.00 times | 1.5 times better: met |
            | cost, µs   | 12,345 (9,876 to 20,000) | 24,690 (1,000 to ∞, 1 failed) |       2.00 times | at most 9,000: missed |

            ### Size

            |           | Ours | Peer | better than Peer |
            | --------- | ---: | ---: | ---------------: |
            | image, MB |  5.5 |    – |                – |

            """,
            Example().ToMarkdown());

    [Fact]
    public void Json_TwoGuests_HoldsEverySampleAndGoal()
    {
        string json = Example().ToJson().ToJsonString();

        Assert.Contains("\"better\":\"more\",\"goals\":[{\"goal\":\"1.5 times better\",\"met\":true}]", json, StringComparison.Ordinal);
        Assert.Contains("\"Ours\":{\"median\":30,\"failures\":0,\"samples\":[20,30,40]}", json, StringComparison.Ordinal);
        Assert.Contains("\"Peer\":{\"median\":15,\"failures\":1,\"samples\":[15,20,0]}", json, StringComparison.Ordinal);
        Assert.Contains("\"Peer\":{\"median\":24690,\"failures\":1,\"samples\":[24690,1000,null]}", json, StringComparison.Ordinal);
        Assert.Contains("\"Peer\":{\"median\":null,\"failures\":0,\"samples\":[]}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_TwoGuests_HasABarForWhatBothHave()
    {
        string svg = Example().ToSvg();

        Assert.Contains("How many times better Ours is than Peer (black marks: goals)", svg, StringComparison.Ordinal);
        Assert.Contains(">rate<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">image<", svg, StringComparison.Ordinal);
    }

    private static Report Example()
    {
        Measurement measurement = new ColdMeasurement([s_rate, s_cost, s_size], (_, _) => throw new NotSupportedException());
        Comparison comparison = new([s_ours, s_peer], [measurement], memory: 64, TextWriter.Null);
        Add(comparison.SamplesOf(s_rate, s_ours), 20, 30, 40);
        Add(comparison.SamplesOf(s_rate, s_peer), 15, 20);
        comparison.SamplesOf(s_rate, s_peer).AddFailure();
        Add(comparison.SamplesOf(s_cost, s_ours), 12345, 9876, 20000);
        Add(comparison.SamplesOf(s_cost, s_peer), 24690, 1000);
        comparison.SamplesOf(s_cost, s_peer).AddFailure();
        Add(comparison.SamplesOf(s_size, s_ours), 5.5);
        return new Report(comparison, new Host("Abacus", 2, "6.1", "QEMU 7.2"), "Quiet.");
    }

    private static void Add(Samples samples, params double[] values)
    {
        foreach (double value in values)
            samples.Add(value);
    }

    private static Guest GuestNamed(string name) => new(name, "of today")
    {
        WebServer = new MachineOptions(),
        Page = "/",
        Iperf3Server = new MachineOptions(),
        Iperf3ReadyLine = "ready",
    };
}
