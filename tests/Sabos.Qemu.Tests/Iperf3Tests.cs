using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Debian's iperf3 measures the image. Amounts, not times, end the transfers.</summary>
public sealed class Iperf3Tests(ITestOutputHelper output)
{
    private const long Amount = 8 << 20;

    [Theory]
    [InlineData("--bytes 8M")]
    [InlineData("--bytes 8M --parallel 4")]
    [InlineData("--bytes 8M --reverse")]
    [InlineData("--bytes 8M --reverse --parallel 4")]
    [InlineData("--bytes 8M --parallel 128")]
    public async Task Iperf3_Amount_ArrivesAndTheNextClientIsServed(string options)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);

        JsonNode first = Measure(network, options);
        JsonNode second = Measure(network, options);

        Assert.InRange(first["sum_sent"]!["bytes"]!.GetValue<long>(), Amount, long.MaxValue);
        Assert.InRange(second["sum_received"]!["bytes"]!.GetValue<long>(), 1, second["sum_sent"]!["bytes"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("--udp --bytes 2M --bitrate 40M")]
    [InlineData("--udp --bytes 2M --bitrate 40M --reverse --parallel 2")]
    public async Task Iperf3_Datagrams_ArriveAndAreNumbered(string options)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);

        JsonNode sum = Measure(network, options)["sum"]!;

        Assert.InRange(sum["packets"]!.GetValue<long>(), (2 << 20) / 1500, long.MaxValue);
        Assert.InRange(sum["lost_percent"]!.GetValue<double>(), 0, 50);
    }

    [Fact]
    public async Task Iperf3_BothWaysAtOnce_MovesBoth()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network);

        JsonNode end = Measure(network, "--bytes 8M --bidir");

        Assert.True(end["sum_received"]!["bytes"]!.GetValue<long>() > 0);
        Assert.True(end["sum_received_bidir_reverse"]!["bytes"]!.GetValue<long>() > 0);
    }

    private static JsonNode Measure(TapNetwork network, string options)
    {
        string report = network.Execute("timeout", $"50 iperf3 --client {TapNetwork.ImageAddress} --json {options}".Split(' '));
        JsonNode json = JsonNode.Parse(report)!;
        Assert.Null(json["error"]);
        return json["end"]!;
    }

    private async Task<QemuMachine> StartAsync(TapNetwork network)
    {
        QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = "services=iperf3" }, network, output.WriteLine);
        try
        {
            await machine.WaitForReadyAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }
}
