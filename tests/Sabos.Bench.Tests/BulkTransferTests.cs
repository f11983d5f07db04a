using System;
using System.IO;
using System.Linq;
using Sabos.Bench.Measuring;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class BulkTransferTests
{
    [Fact]
    public void Measurements_All_AreBothWaysAtEveryRateOfLossOnEveryPath()
    {
        string[] names = [.. BulkTransfer.Measurements(seconds: 1).SelectMany(measurement => measurement.Quantities).Select(quantity => $"{quantity.Group}: {quantity.Name}")];

        Assert.Equal(16, names.Distinct().Count());
        Assert.Contains("Bulk TCP, no delay: receives, 0.1 % lost", names);
        Assert.Contains("Bulk TCP, 20 ms, 100 Mbit/s: sends, 5 % lost", names);
    }

    [Fact]
    public void ThroughputIn_ReportOfIperf3_IsWhatWasReceived() =>
        Assert.Equal(12.5, BulkTransfer.ThroughputIn("""{"end":{"sum_sent":{"bits_per_second":9e9},"sum_received":{"bits_per_second":1e8}}}"""));

    [Fact]
    public void ThroughputIn_ReportOfAFailure_FailsWithItsReason()
    {
        IOException failure = Assert.Throws<IOException>(() => BulkTransfer.ThroughputIn("""{"end":{},"error":"unable to connect to server"}"""));

        Assert.Contains("unable to connect", failure.Message, StringComparison.Ordinal);
    }
}
