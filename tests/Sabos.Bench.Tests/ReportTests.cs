using System;
using System.IO;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;
using Sabos.Bench.Reporting;
using Sabos.Testbed;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class ReportTests
{
    private static readonly Guest s_ours = new("Ours", "of today", new MachineOptions(), "ready", ListensAnew: false);
    private static readonly Guest s_peer = new("Peer", "of old", new MachineOptions(), "ready", ListensAnew: false);
    private static readonly Measurement s_bulk = new("Bulk", "receives", "MB/s", _ => Task.FromResult(0.0));

    [Fact]
    public void Markdown_TwoGuests_ShowsMediansRangesAndTheRatio() =>
        Assert.Equal(
            """
            Host: 2 x Abacus, Linux 6.1, QEMU 7.2, TCG.

            Quiet.

            ### Bulk

            |                |          Ours |                   Peer | Ours / Peer |
            | -------------- | ------------: | ---------------------: | ----------: |
            | receives, MB/s | 30 (20 to 40) | 15 (0 to 20, 1 failed) |        2.00 |

            """,
            Example().ToMarkdown());

    [Fact]
    public void Json_TwoGuests_HoldsEverySample()
    {
        string json = Example().ToJson().ToJsonString();

        Assert.Contains("\"Ours\":{\"median\":30,\"failures\":0,\"samples\":[20,30,40]}", json, StringComparison.Ordinal);
        Assert.Contains("\"Peer\":{\"median\":15,\"failures\":1,\"samples\":[15,20,0]}", json, StringComparison.Ordinal);
    }

    private static Report Example()
    {
        Comparison comparison = new([s_ours, s_peer], [s_bulk], memory: 64, TextWriter.Null);
        foreach (double value in (double[])[20, 30, 40])
            comparison.SamplesOf(s_bulk, s_ours).Add(value);
        comparison.SamplesOf(s_bulk, s_peer).Add(15);
        comparison.SamplesOf(s_bulk, s_peer).Add(20);
        comparison.SamplesOf(s_bulk, s_peer).AddFailure();
        return new Report(comparison, new Host("Abacus", 2, "6.1", "QEMU 7.2"), "Quiet.");
    }
}
