using System;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

/// <summary>Debian's iperf3 measures our server. Amounts, not times, end the tests.</summary>
public sealed class Iperf3ClientTests
{
    private const long Amount = 32 << 20;

    [Theory]
    [InlineData("-n 32M")]
    [InlineData("-k 256")]
    [InlineData("-n 32M -P 4")]
    [InlineData("-n 32M -N -w 64K -l 20000")]
    [InlineData("-n 32M -M 500")]
    public async Task Client_Sends_AndAgreesOnWhatArrived(string options)
    {
        JsonNode end = await MeasureAsync(options);

        Assert.InRange(end["sum_sent"]!["bytes"]!.GetValue<long>(), Amount, long.MaxValue);
        Assert.InRange(end["sum_received"]!["bytes"]!.GetValue<long>(), 1, end["sum_sent"]!["bytes"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("-n 32M -R")]
    [InlineData("-n 32M -R -P 4")]
    [InlineData("-n 32M -R -b 2G")]
    public async Task Client_Receives_AndAgreesOnWhatWasSent(string options)
    {
        JsonNode end = await MeasureAsync(options);

        Assert.InRange(end["sum_received"]!["bytes"]!.GetValue<long>(), Amount, end["sum_sent"]!["bytes"]!.GetValue<long>());
    }

    [Fact]
    public async Task Client_BothWays_GetsBothResults()
    {
        JsonNode end = await MeasureAsync("-n 32M --bidir");

        Assert.True(end["sum_received"]!["bytes"]!.GetValue<long>() > 0);
        Assert.True(end["sum_received_bidir_reverse"]!["bytes"]!.GetValue<long>() > 0);
    }

    [Theory]
    [InlineData("-u -n 4M -b 500M")]
    [InlineData("-u -n 4M -b 500M -R")]
    [InlineData("-u -n 4M -b 500M -P 4 --udp-counters-64bit")]
    [InlineData("-u -n 4M -b 500M -P 4 -R --udp-counters-64bit -l 1000")]
    public async Task Client_Datagrams_AgreesOnWhatWasSentAndLost(string options)
    {
        JsonNode sum = (await MeasureAsync(options))["sum"]!;

        Assert.InRange(sum["packets"]!.GetValue<long>(), (4 << 20) / 65_507, long.MaxValue);
        Assert.InRange(sum["lost_packets"]!.GetValue<long>(), 0, sum["packets"]!.GetValue<long>() - 1);
    }

    [Theory]
    [InlineData("-C reno", "TCP_CONGESTION")]
    public async Task Client_AsksForWhatIsNotThere_IsToldSo(string options, string error)
    {
        await using LoopbackServer server = new(TimeProvider.System);

        JsonNode report = await RunAsync(server, options);

        Assert.Contains(error, report["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> MeasureAsync(string options)
    {
        await using LoopbackServer server = new(TimeProvider.System);
        JsonNode report = await RunAsync(server, options);
        Assert.Null(report["error"]);
        return report["end"]!;
    }

    private static async Task<JsonNode> RunAsync(LoopbackServer server, string options)
    {
        using Process client = Process.Start(new ProcessStartInfo("iperf3", $"--client 127.0.0.1 --port {server.Port} --json {options}") { RedirectStandardOutput = true })!;
        string report = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return JsonNode.Parse(report)!;
    }
}
