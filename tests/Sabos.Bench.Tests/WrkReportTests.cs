using System;
using System.IO;
using Sabos.Bench.Http;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class WrkReportTests
{
    private const string Usual = """
        Running 3s test @ http://10.88.0.2/1k
          1 threads and 16 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.47ms    1.11ms  21.61ms   85.00%
            Req/Sec    11.53k     1.37k   15.51k    73.33%
          Latency Distribution
             50%  998.00us
             75%    1.92ms
             90%    2.80ms
             99%    1.05s 
          34412 requests in 3.00s, 38.72MB read
        Requests/sec:  11462.37
        Transfer/sec:     12.90MB

        """;

    [Fact]
    public void Parse_Report_GivesItsNumbersInMicroseconds() =>
        Assert.Equal(new WrkReport(34412, 11462.37, 998, 1_050_000), WrkReport.Parse(Usual));

    [Theory]
    [InlineData("  Socket errors: connect 0, read 3, write 0, timeout 1\n")]
    [InlineData("  Non-2xx or 3xx responses: 34412\n")]
    public void Parse_ReportOfErrors_FailsWithThem(string complaint)
    {
        IOException failure = Assert.Throws<IOException>(() => WrkReport.Parse(Usual.Replace("Requests/sec", complaint + "Requests/sec", StringComparison.Ordinal)));

        Assert.Contains(complaint.Trim(), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("34412 requests in", "0 requests in")]
    [InlineData("34412 requests in", "")]
    [InlineData("Requests/sec:", "")]
    [InlineData("99%", "98%")]
    public void Parse_ReportThatLacksANumber_Fails(string part, string replacement) =>
        Assert.Throws<IOException>(() => WrkReport.Parse(Usual.Replace(part, replacement, StringComparison.Ordinal)));
}
