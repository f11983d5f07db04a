using System;
using System.IO;
using System.Text.Json.Nodes;
using Sabos.Bench.Traffic;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class Iperf3ClientTests
{
    [Fact]
    public void EndOf_Report_IsItsSummary() =>
        Assert.Equal(7, Iperf3Client.EndOf("""{"start":{},"end":{"sum":7}}""")["sum"]!.GetValue<int>());

    [Fact]
    public void EndOf_ReportOfAFailure_FailsWithItsReason()
    {
        IOException failure = Assert.Throws<IOException>(() => Iperf3Client.EndOf("""{"end":{},"error":"unable to connect to server"}"""));

        Assert.Contains("unable to connect", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Datagrams_LostOnes_DoNotCount() =>
        Assert.Equal(20_000, Datagrams.RateIn(JsonNode.Parse("""{"sum":{"seconds":5.0,"packets":1000000,"lost_packets":900000}}""")!));
}
