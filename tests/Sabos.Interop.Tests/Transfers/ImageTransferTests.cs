using System.Collections.Generic;
using System.Threading.Tasks;
using Sabos.Net.Simulation;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>The booted image and Linux's TCP transfer streams to each other over paths of every kind.</summary>
public sealed class ImageTransferTests(ITestOutputHelper output)
{
    public static TheoryData<string> PathNames => [.. Paths.All.Keys];

    [Theory]
    [MemberData(nameof(PathNames))]
    public async Task Transfer_OverPath_ArrivesAsSent(string name)
    {
        FaultProfile path = Paths.All[name];
        await using ImageOpposite linux = await ImageOpposite.StartAsync(path, output);

        await Transfers.EachWayAsync(linux, 500_000 * Transfers.Factor);
        await TransferClient.EchoAsync(await ((IOpposite)linux).ConnectAsync(), 20 * Transfers.Factor, linux.Deadline);

        AssertHarmed(linux, path);
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("everything")]
    public async Task Transfer_OverIpv6_ArrivesAsSent(string name)
    {
        FaultProfile path = Paths.All[name];
        await using ImageOpposite linux = await ImageOpposite.StartAsync(path, output, ipv6: true);

        await Transfers.EachWayAsync(linux, 500_000 * Transfers.Factor);

        AssertHarmed(linux, path);
    }

    // An image that loses one interrupt receives nothing more when its ring is full. That needs the device to look at a certain moment, which at full rate
    // takes seconds to happen.
    [Fact]
    public async Task Stream_AtFullRateWithoutLoss_NeverStandsStill()
    {
        await using ImageOpposite linux = await ImageOpposite.StartAsync(Paths.All["clean"], output);
        // A busy host may hold QEMU up for Linux's usual least timeout of 200 ms, which is no fault of the image.
        linux.Network.Execute("ip", "route", "change", "10.88.0.0/24", "dev", "tap0", "rto_min", "5s");

        output.WriteLine(linux.Network.Execute(
            "timeout", $"{90 * Transfers.Factor}", "iperf3", "--client", $"{TapNetwork.ImageAddress}", "--bytes", $"{4L * Transfers.Factor}G"));

        string timeouts = linux.Network.Execute("nstat", "--zeros", "--ignore", "TcpExtTCPTimeouts");
        output.WriteLine(timeouts);
        Assert.Matches("TcpExtTCPTimeouts +0 ", timeouts);
    }

    private void AssertHarmed(ImageOpposite linux, FaultProfile path)
    {
        foreach (FaultCounters counters in (IEnumerable<FaultCounters>)[linux.Network.Wire.ToLeft, linux.Network.Wire.ToRight])
        {
            output.WriteLine($"{counters}");
            Transfers.AssertHarmed(path, counters);
        }
    }
}
