using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Segments and checksums that the image leaves to its network adapter, and takes from it, whatever of it the adapter offers.</summary>
public sealed class OffloadTests(ITestOutputHelper output)
{
    private const int TransferPort = 7000;
    private const int Amount = 8 << 20;

    // On average a run is longer than ten segments; 40,000 bytes are usual. The number of packets alone would not tell, because a sender goes on until its
    // peer says that it has enough.
    private const int ShortRun = 10 * 1448;

    [Theory]
    [InlineData("")]
    [InlineData("csum=off")]
    [InlineData("guest_csum=off")]
    [InlineData("mrg_rxbuf=off")]
    [InlineData("host_tso6=off")]
    [InlineData("guest_tso4=off")]
    [InlineData("host_ecn=off,guest_ecn=off,event_idx=off,indirect_desc=off")]
    [InlineData("rx_queue_size=1024")]
    public async Task Echo_AdapterOffersSome_EveryByteComesBack(string adapter)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, adapter);
        byte[] sent = new byte[Amount];
        new Random(1).NextBytes(sent);
        byte[] received = new byte[Amount];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(50));
        using Socket socket = await network.ConnectAsync(TransferPort, limit.Token);
        using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("echo\n"), limit.Token);

        Task sending = stream.WriteAsync(sent, limit.Token).AsTask();
        await stream.ReadExactlyAsync(received, limit.Token);
        await sending;

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData("", "-4", true, true)]
    [InlineData("", "-6", true, true)]
    [InlineData("host_tso4=off", "-6", false, true)]
    [InlineData("mrg_rxbuf=off", "-4", true, false)]
    public async Task Bulk_AdapterOffers_PassesInRuns(string adapter, string version, bool sendsRuns, bool takesRuns)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, adapter);
        string address = (version == "-6" ? TapNetwork.ImageIpv6Address : TapNetwork.ImageAddress).ToString();
        long sent = MeanPacket(network, "rx", "--client", address, version, "--bytes", $"{Amount}", "--reverse");
        long taken = MeanPacket(network, "tx", "--client", address, version, "--bytes", $"{Amount}");

        output.WriteLine($"packets of {sent} bytes sent, of {taken} bytes taken");
        Assert.Equal(sendsRuns, sent > ShortRun);
        Assert.Equal(takesRuns, taken > ShortRun);
    }

    // The average length of the packets in one direction during a run of iperf3, as Linux's side of the adapter counts: a run is one packet.
    private static long MeanPacket(TapNetwork network, string direction, params string[] iperf3)
    {
        JsonNode before = Statistics(network, direction);
        network.Execute("timeout", ["40", "iperf3", .. iperf3]);
        JsonNode after = Statistics(network, direction);
        return Difference("bytes") / Difference("packets");

        long Difference(string counter) => after[counter]!.GetValue<long>() - before[counter]!.GetValue<long>();
    }

    private static JsonNode Statistics(TapNetwork network, string direction) =>
        JsonNode.Parse(network.Execute("ip", "-j", "-s", "link", "show", "dev", TapNetwork.Device))!.AsArray().Single()!["stats64"]![direction]!;

    private async Task<QemuMachine> StartAsync(TapNetwork network, string adapter)
    {
        MachineOptions options = new() { CommandLine = "services=iperf3,transfer", AdapterOptions = adapter };
        QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
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
