using System.Linq;
using System.Text.Json.Nodes;
using Sabos.Bench.Traffic;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class BulkTransferTests
{
    [Fact]
    public void OnTheWire_All_AreBothWaysAtEveryRateOfLossOnEveryPath()
    {
        string[] names = [.. BulkTransfer.OnTheWire(seconds: 1).SelectMany(measurement => measurement.Quantities).Select(quantity => $"{quantity.Group}: {quantity.Name}")];

        Assert.Equal(16, names.Distinct().Count());
        Assert.Contains("Bulk TCP, no delay: receives, 0.1 % lost", names);
        Assert.Contains("Bulk TCP, 20 ms, 100 Mbit/s: sends, 5 % lost", names);
    }

    [Fact]
    public void ThroughputIn_EndOfAReport_IsWhatWasReceived() =>
        Assert.Equal(12.5, BulkTransfer.ThroughputIn(JsonNode.Parse("""{"sum_sent":{"bits_per_second":9e9},"sum_received":{"bits_per_second":1e8}}""")!));
}
